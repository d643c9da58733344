/** The width of the bar, in characters. */
const BAR = 30
/** How often it is written, in ms: what a person sees as moving, and what is not too much for a log. */
const EVERY = { terminal: 100, log: 10_000 }

/** A terminal, or a file that a log goes to. */
export interface Terminal {
  /** Whether a person looks on. */
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * Tells how far a task is.
 *
 * @param what has been done, such as `read`
 * @param all `undefined` where that is not known yet
 */
export type Progress = (what: string, done: number, all?: number) => void

/** Shows a bar where a person looks on, which goes away in the end, and writes a line now and then for a log. */
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
      out.write(`\r\x1b[K${all === undefined ? '' : `${progressBar(done, all)} `}${counts}`)
    },
    end() {
      if (isShown) out.write('\r\x1b[K')
      isShown = false
    },
  }
}

/** Draws how much of all is done. */
export function progressBar(done: number, all: number): string {
  const filled = Math.round(BAR * Math.min(1, done / Math.max(1, all)))
  return '█'.repeat(filled) + '░'.repeat(BAR - filled)
}
