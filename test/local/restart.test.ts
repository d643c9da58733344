import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { folders, start } from './running.ts'

const FLAG = '--initial-old-space-size=128'
const YOUNG = '--max-semi-space-size=8'
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

async function listOf(pid: number | undefined, file: 'cmdline' | 'environ'): Promise<string[]> {
  return (await readFile(`/proc/${pid}/${file}`, 'utf8')).split('\0')
}

it('runs with what must be said before the start, as the process that was started', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'], undefined, {}, [])
  const { pid } = service.process
  const command = await listOf(pid, 'cmdline')
  expect(command.filter((word) => word === FLAG || word === YOUNG)).toEqual([FLAG, YOUNG])
  expect(command.slice(-6, -1)).toEqual([originals, '--data', data, '--port', '0'])
  expect(await listOf(pid, 'environ')).toContain('MALLOC_ARENA_MAX=2')
  expect(await service.stop()).toBe(0)
})

it('leaves to the user what the user has set', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'], undefined, { MALLOC_ARENA_MAX: '5' }, [])
  expect((await listOf(service.process.pid, 'environ')).filter((one) => one.startsWith('MALLOC'))).toEqual([
    'MALLOC_ARENA_MAX=5',
  ])
  await service.stop()
})

it('stays the process that its parent talks to', async () => {
  const { originals, data } = await folders()
  const child = fork(MAIN, [originals, '--data', data, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout!.once('data', resolve))
  expect(await listOf(child.pid, 'cmdline')).not.toContain(FLAG)
})
