import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { execPath, pid } from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { FolderInUse, lockFolder } from '../../../src/stores/folder/lock.ts'
import { everythingIn, makeFolder } from './folders.ts'

const SCRIPT = fileURLToPath(new URL('./hold-lock.ts', import.meta.url))

/** Another process, and what it said when it had tried to lock the folder. */
async function lockElsewhere(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(execPath, ['--expose-gc', SCRIPT, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { child, said: String(said).trim() }
}

test('a folder that another process uses is refused, and that process is named', async () => {
  const folder = await makeFolder()
  const { child, said } = await lockElsewhere(folder)
  expect(said).toBe('held')
  const refused = await lockFolder(folder).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(FolderInUse)
  expect(refused).toHaveProperty('message', `another Sizewright (process ${child.pid}) is using ${folder}`)
})

test('a folder that this process uses is refused to another, and to itself, until it is released', async () => {
  const folder = await makeFolder()
  const lock = await lockFolder(folder)
  const refusal = `another Sizewright (process ${pid}) is using ${folder}`
  expect((await lockElsewhere(folder)).said).toBe(`FolderInUse: ${refusal}`)
  await expect(lockFolder(folder)).rejects.toThrow(refusal)
  await lock.release()
  await lock.release()
  expect(await everythingIn(folder)).toEqual(['lock'])
  expect((await lockElsewhere(folder)).said).toBe('held')
})

test('a process that was killed is no hindrance', async () => {
  const folder = await makeFolder()
  for (let round = 0; round < 3; round++) {
    const { child, said } = await lockElsewhere(folder)
    expect(said).toBe('held')
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const lock = await lockFolder(folder)
  await lock.release()
})

test('of many that come at once exactly one gets it', async () => {
  const folder = await makeFolder()
  const all = await Promise.all(Array.from({ length: 5 }, () => lockElsewhere(folder)))
  expect(all.filter(({ said }) => said === 'held')).toHaveLength(1)
  expect(all.filter(({ said }) => said.startsWith('FolderInUse'))).toHaveLength(4)
})

test('a folder that is not there is a fault of its own', async () => {
  const folder = await makeFolder()
  await expect(lockFolder(join(folder, 'none'))).rejects.toThrow(/ENOENT/)
})
