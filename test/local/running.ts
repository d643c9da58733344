import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { onTestFinished } from 'vitest'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
/** With which it has no need to replace itself at its start, which takes a while. */
const TUNED = ['--initial-old-space-size=128', '--max-semi-space-size=8']

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
}

/** The one-machine service as a process of its own, as a user starts it. */
export interface Running {
  readonly url: string
  readonly process: ChildProcess
  /** What it has printed so far. */
  readonly output: () => string
  /** Fetches a target just as it is written, which `fetch` would tidy up. */
  readonly get: (target: string, headers?: Record<string, string>, method?: string) => Promise<Answer>
  /** Ends it as a user does and returns its exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

/** Where to say what must be undone: of a test, by default. A `beforeAll` keeps it for its `afterAll`. */
type WhenOver = (undo: () => Promise<void> | void) => void

/** A folder for originals and one for data, gone when the test is over. */
export async function folders(
  whenOver: WhenOver = onTestFinished,
): Promise<{ root: string; originals: string; data: string }> {
  const root = await mkdtemp(join(tmpdir(), 'sizewright-test-'))
  whenOver(() => rm(root, { recursive: true, force: true }))
  const originals = join(root, 'pictures')
  await mkdir(originals)
  return { root, originals, data: join(root, 'data') }
}

/** Runs it to its end; for what is refused at the start. */
export async function runOnce(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const { exited, output } = launch(args, undefined, env)
  const code = await exited()
  return { code, output: output() }
}

/**
 * @param node what Node.js itself is told
 * @param user by number; what runs as root is refused nothing
 */
export async function start(
  args: readonly string[],
  cwd?: string,
  env: Record<string, string> = {},
  node?: readonly string[],
  whenOver?: WhenOver,
  user?: number,
): Promise<Running> {
  const { child, exited, output } = launch(args, cwd, env, node, whenOver, user)
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const line = /(?:^sizewright: |"listening","url":")(http:[^\s"]+)/m.exec(output())
      if (line?.[1] !== undefined) resolve(line[1])
    }
    child.stdout!.on('data', look)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${output()}`)))
  })
  return {
    url,
    process: child,
    output,
    get: (target, headers = {}, method = 'GET') => fetchRaw(url, target, headers, method),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return exited()
    },
  }
}

/** Starts it and waits for nothing. */
export function launch(
  args: readonly string[],
  cwd: string | undefined,
  env: Record<string, string>,
  node: readonly string[] = TUNED,
  whenOver: WhenOver = onTestFinished,
  user?: number,
): { child: ChildProcess; output: () => string; exited: () => Promise<number | null> } {
  let text = ''
  const child = spawn(process.execPath, [...node, MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOST: '', PORT: '', ...env },
    ...(cwd !== undefined && { cwd }),
    ...(user !== undefined && { uid: user, gid: user }),
  })
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  child.stderr.on('data', (chunk) => (text += String(chunk)))
  whenOver(() => void child.kill('SIGKILL'))
  return { child, output: () => text, exited: () => exited(child) }
}

async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('close', resolve))
  return child.exitCode
}

async function fetchRaw(url: string, target: string, headers: Record<string, string>, method: string): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: target, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** Every file below a folder, relative to it, in order. Links are none, and are not followed. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .toSorted()
}

/** Waits until it holds; fails with what was last seen when it does not come about at all. */
export async function eventually<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  const patience = Date.now() + 20_000
  for (;;) {
    const seen = await look()
    if (holds(seen)) return seen
    if (Date.now() > patience) throw new Error(`it never came about; at last there was ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** What `--metrics-port` gives, now. */
export async function metricsOf({ output }: Running): Promise<string> {
  const said = await eventually(
    async () => /metrics at (http:\S+)/.exec(output())?.[1],
    (url) => url !== undefined,
  )
  return (await fetch(said ?? '')).text()
}
