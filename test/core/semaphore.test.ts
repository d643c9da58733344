import { expect, it } from 'vitest'
import { createSemaphore } from '../../src/core/semaphore.ts'
import { Busy } from '../../src/errors.ts'

it('a semaphore knows who is inside and who waits', async () => {
  const semaphore = createSemaphore(1, 2)
  const release = await semaphore.acquire()
  const next = semaphore.acquire()
  expect(semaphore.state()).toEqual({ inside: 1, waiting: 1 })
  release()
  expect(semaphore.state()).toEqual({ inside: 1, waiting: 0 })
  ;(await next)()
  expect(semaphore.state()).toEqual({ inside: 0, waiting: 0 })
})

it('turns away who finds the waiting list full, and who has waited long enough', async () => {
  const semaphore = createSemaphore(1, 1)
  const release = await semaphore.acquire()
  const waiting = semaphore.acquire(10)
  await expect(semaphore.acquire()).rejects.toBeInstanceOf(Busy)
  await expect(waiting).rejects.toBeInstanceOf(Busy)
  expect(semaphore.state()).toEqual({ inside: 1, waiting: 0 })
  release()
  release()
  expect(semaphore.state()).toEqual({ inside: 0, waiting: 0 })
})
