import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { eventually, folders } from '../local/running.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const MAIN = join(ROOT, 'src/main.ts')

/** What npm sets for the tests themselves would make of any process one that a script has started. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')))

/** Starts a command in a process group of its own, all of which is gone when the test is over. */
async function run(
  command: string,
  args: readonly string[],
  cwd = ROOT,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {
      // it has ended
    }
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  const line = await eventually(
    async () => /^sizewright: (http:\S+)$/m.exec(output)?.[1] ?? output,
    (seen) => seen.startsWith('http:'),
  )
  return { child, url: line }
}

async function isServing(url: string): Promise<boolean> {
  return (await fetch(`${url}/healthz`).catch(() => null)) !== null
}

const isThere = async (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Waits until the service has ended of its own accord: the port is free, and so is the data folder. */
async function ended(url: string, data: string): Promise<void> {
  await eventually(
    async () => [await isServing(url), await isThere(join(data, 'lock.pid'))],
    ([serving, locked]) => serving === false && locked === false,
  )
}

it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  '`npm start` that is sent %s takes the service with it',
  async (signal) => {
    const { originals, data } = await folders()
    const { child, url } = await run('npm', ['start', '--', originals, '--data', data, '--port', '0'])
    child.kill(signal)
    await ended(url, data)
    expect(await isServing(url)).toBe(false)
  },
)

it.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'so does a script of somebody else, whose shell stands between, at %s',
  async (signal) => {
    const { root, originals, data } = await folders()
    const start = `'${process.execPath}' '${MAIN}' '${originals}' --data '${data}' --port 0; exit $?`
    await writeFile(join(root, 'package.json'), JSON.stringify({ scripts: { pictures: start } }))
    const { child, url } = await run('npm', ['run', 'pictures'], root)
    child.kill(signal)
    await ended(url, data)
    expect(await isServing(url)).toBe(false)
  },
)

it('Ctrl-C, which npm hands on to a process that has it already, is to ask once', async () => {
  const { originals, data } = await folders()
  const { child, url } = await run('npm', ['start', '--', originals, '--data', data, '--port', '0'])
  const exited = once(child, 'exit')
  process.kill(-child.pid!, 'SIGINT')
  await ended(url, data)
  expect(await exited).toEqual([0, null])
})

it.each([
  ['npm start', `npm start --`],
  ['the service itself', `'${process.execPath}' '${MAIN}'`],
])('%s in the background outlives the shell that it was started from', async (_, command) => {
  const { originals, data } = await folders()
  const { child, url } = await run('sh', ['-c', `${command} '${originals}' --data '${data}' --port 0 & sleep 5`])
  child.kill('SIGKILL')
  await sleep(2000) // four times as long as it takes to notice
  expect(await isServing(url)).toBe(true)
})
