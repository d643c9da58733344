import { spawn } from 'node:child_process'
import type { Report } from '../../src/doctor/report.ts'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface How {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Interrupts it as Ctrl-C does, when the promise is fulfilled. */
  readonly until?: Promise<unknown>
}

/** Runs the doctor as a user does. */
export async function runDoctor(args: readonly string[], { cwd, env, until }: How = {}): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, 'doctor', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  void until?.then(() => child.kill('SIGINT'))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

/** Runs it with `--json`. */
export async function reportOn(args: readonly string[], how: How = {}): Promise<Report> {
  const { code, stdout, stderr } = await runDoctor([...args, '--json'], how)
  if (code !== 0) throw new Error(`it ended with ${code}: ${stderr}`)
  const report: Report = JSON.parse(stdout)
  return report
}
