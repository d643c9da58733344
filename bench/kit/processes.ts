import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** In ms: the kernel counts a process's time in steps of this length. */
const TICK = 10

/** A server that is measured from outside. */
export interface Server {
  readonly url: string
  /** User and system time of the server and of what it has started, in ms. */
  cpu(): Promise<number>
  /** Memory that it holds now, in MB. */
  memory(): Promise<number>
  stop(): Promise<void>
}

/** Starts a server and waits until it answers. */
export async function spawnServer(
  command: string,
  args: readonly string[],
  url: string,
  cwd?: string,
): Promise<Server> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  await answering(child, url, () => said)
  return {
    url,
    cpu: async () => sum(await Promise.all((await family(child.pid!)).map(cpuOf))),
    memory: async () => sum(await Promise.all((await family(child.pid!)).map(memoryOf))),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      for (const pid of (await family(child.pid!)).toReversed()) kill(pid)
      await ended
    },
  }
}

/** User and system time of the child processes that still run, in ms. */
export async function cpuBelow(): Promise<number> {
  const [, ...below] = await family(process.pid)
  return sum(await Promise.all(below.map(cpuOf)))
}

/** Waits until the server has done nothing for a while. */
export async function quiet(server: Server): Promise<void> {
  let before = -1
  for (let now = await server.cpu(); now !== before; now = await server.cpu()) {
    before = now
    await sleep(250)
  }
}

async function answering(child: ChildProcess, url: string, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) break
    const answer = await fetch(url).catch(() => null)
    await answer?.body?.cancel()
    if (answer !== null) return
    await sleep(100)
  }
  throw new Error(`${child.spawnargs.join(' ')} does not answer:\n${said()}`)
}

/** A process and all its descendants. */
async function family(pid: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await fieldsOf(Number(name)) : null
    if (stat !== null) parents.set(Number(name), Number(stat[1]))
  }
  const members = [pid]
  for (const member of members) for (const [child, parent] of parents) if (parent === member) members.push(child)
  return members
}

/** The fields of `proc_pid_stat(5)` from the third on, since the second is a name that may hold anything; `null` for a process that is gone. */
async function fieldsOf(pid: number): Promise<string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? null
}

async function cpuOf(pid: number): Promise<number> {
  const fields = await fieldsOf(pid)
  return fields === null ? 0 : (Number(fields[11]) + Number(fields[12])) * TICK
}

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch {
    // it has ended by itself
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
