import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createKeyedMutex } from '../../src/stores/keyed-mutex.ts'

test('tasks of one key run one after another, those of others meanwhile', async () => {
  const mutex = createKeyedMutex()
  const log: string[] = []
  const task = (key: string, name: string, ms: number) =>
    mutex(key, async () => {
      log.push(`${name} begins`)
      await sleep(ms)
      log.push(`${name} ends`)
      return name
    })
  expect(await Promise.all([task('a', 'a1', 40), task('a', 'a2', 1), task('b', 'b1', 5)])).toEqual(['a1', 'a2', 'b1'])
  expect(log).toEqual(['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends'])
})

test('a task that fails tells its caller alone', async () => {
  const mutex = createKeyedMutex()
  const failing = mutex('a', () => Promise.reject(new Error('no')))
  const next = mutex('a', async () => 'yes')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
