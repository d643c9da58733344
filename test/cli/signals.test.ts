import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { execPath } from 'node:process'
import { expect, it, onTestFinished } from 'vitest'

const MODULE = new URL('../../src/cli/signals.ts', import.meta.url).href

/** A process that says what it was asked, and goes on. */
async function start(options: string) {
  const script = `
    import { onStopSignals } from '${MODULE}'
    onStopSignals(['SIGINT', 'SIGTERM'], (...asked) => console.log(...asked), ${options})
    setInterval(() => {}, 1000)
    console.log('ready')`
  const child = spawn(execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  child.stdout.setEncoding('utf8')
  const said = async () => String((await once(child.stdout, 'data'))[0]).trim()
  expect(await said()).toBe('ready')
  return { child, said }
}

it.each([
  ['{}', 143],
  ['{ exitCode: 1 }', 1],
])('the first signal asks, the second ends the process; with %s by %i', async (options, code) => {
  const { child, said } = await start(options)
  child.kill('SIGINT')
  expect(await said()).toBe('SIGINT 130')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([code, null])
})

it('a signal that follows at once is the same request', async () => {
  const { child, said } = await start('{ twiceMs: 60_000 }')
  child.kill('SIGINT')
  expect(await said()).toBe('SIGINT 130')
  child.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(child.exitCode).toBeNull()
})
