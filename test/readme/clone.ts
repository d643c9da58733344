import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = new URL('../..', import.meta.url).pathname

/** What a fresh clone holds, and a home of its own. */
export interface Clone {
  readonly root: string
  readonly folder: string
  readonly home: string
}

export function makeClone(): Clone {
  const root = mkdtempSync(join(tmpdir(), 'sizewright-readme-'))
  const folder = join(root, 'sizewright')
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  for (const file of listed.split('\0')) if (file !== '') cpSync(join(ROOT, file), join(folder, file))
  return { root, folder, home: join(root, 'home') }
}

/** A command line as a user types it, in a process group of its own. */
export interface Typed {
  /** What it has printed so far. */
  readonly output: () => string
  /** Its exit code. */
  readonly ended: Promise<number | null>
  /** As Ctrl-C does it; returns the exit code. */
  interrupt(): Promise<number | null>
}

export function type(command: string, { folder, home }: Clone): Typed {
  // Without what npm has put before the user's own Node.js.
  const PATH = (process.env['PATH'] ?? '')
    .split(':')
    .filter((entry) => !entry.includes('node_modules'))
    .join(':')
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env: { ...process.env, HOME: home, PATH },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  child.stderr.on('data', (chunk) => (text += String(chunk)))
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return {
    output: () => text,
    ended,
    interrupt() {
      process.kill(-child.pid!, 'SIGINT')
      return ended
    },
  }
}

/** Waits until it serves; returns its address. */
export async function served({ output, ended }: Typed): Promise<string> {
  let hasEnded = false
  void ended.then(() => (hasEnded = true))
  for (;;) {
    const url = /^sizewright: (http:\S+)$/m.exec(output())?.[1]
    if (url !== undefined) return url
    if (hasEnded) throw new Error(output())
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
