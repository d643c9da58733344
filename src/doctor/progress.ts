/** How far it is. @param all `undefined` where that is not known yet */
export type Progress = (what: 'listed' | 'read' | 'rendered', done: number, all?: number) => void

/** A terminal, or a file that a log goes to. */
interface Terminal {
  readonly isTTY?: boolean
  write(text: string): unknown
}

const BAR = 30
/** In ms: what a person sees as moving, and what is not too much for a log. */
const EVERY = { terminal: 100, log: 10_000 }

/** A bar where a person looks on, which goes away in the end; a line now and then for a log. */
export function createProgress(out: Terminal): { progress: Progress; end: () => void } {
  const every = out.isTTY ? EVERY.terminal : EVERY.log
  let last = out.isTTY ? -Infinity : performance.now()
  let isShown = false
  return {
    progress(what, done, all) {
      const now = performance.now()
      if (now - last < every) return
      last = now
      const counts = `${done.toLocaleString('en')}${all === undefined ? '' : ` of ${all.toLocaleString('en')}`} ${what}`
      if (!out.isTTY) {
        out.write(`sizewright: ${counts}\n`)
        return
      }
      isShown = true
      out.write(`\r\x1b[K${all === undefined ? '' : `${barOf(done / Math.max(1, all))} `}${counts}`)
    },
    end() {
      if (isShown) out.write('\r\x1b[K')
      isShown = false
    },
  }
}

function barOf(share: number): string {
  const filled = Math.round(BAR * Math.min(1, share))
  return '█'.repeat(filled) + '░'.repeat(BAR - filled)
}
