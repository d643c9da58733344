import { expect, it } from 'vitest'
import { createProgress } from '../../../src/local/gallery/live/progress.ts'

const idle = { version: 1, waiting: 0, running: 0, retrying: 0, catchingUp: null, failed: 0, fault: null }

it('counts what was made from when there was nothing to do, and tells of the beginning and the end', () => {
  const progressOf = createProgress()
  expect(progressOf(idle)).toEqual({ doing: '', told: '', done: 0, all: 0 })
  const told = 'Making 2,000 pictures'
  const seen = (waiting: number, running: number) => progressOf({ ...idle, waiting, running })
  expect(seen(1998, 2)).toEqual({ doing: 'Making 0 of 2,000', told, done: 0, all: 2000 })
  expect(seen(1686, 2)).toEqual({ doing: 'Making 312 of 2,000', told, done: 312, all: 2000 })
  expect(seen(1786, 2)).toEqual({ doing: 'Making 312 of 2,100', told, done: 312, all: 2100 }) // more came
  expect(seen(0, 1)).toMatchObject({ done: 2099, all: 2100 })
  expect(progressOf(idle)).toEqual({ doing: '', told: 'All pictures are made', done: 0, all: 0 })
  expect(seen(0, 1)).toMatchObject({ doing: 'Making 0 of 1', told: 'Making 1 picture' })
})

it("takes the start's look as it tells of itself, and says what is tried again", () => {
  const progressOf = createProgress()
  const catchingUp = { done: 312, all: 2000 }
  expect(progressOf({ ...idle, waiting: 1600, running: 2, catchingUp })).toMatchObject({ done: 312, all: 2000 })
  expect(progressOf({ ...idle, running: 2, retrying: 3, catchingUp: { done: 1998, all: 2000 } }).doing).toBe(
    'Making 1,998 of 2,000, 3 to be tried again',
  )
  expect(progressOf({ ...idle, retrying: 3 })).toMatchObject({ doing: '3 to be tried again', all: 0 })
})

it('says what keeps the service from its work in the place of how far it is, and what to do', () => {
  const progressOf = createProgress()
  progressOf({ ...idle, running: 1 })
  const full = 'The renditions cannot be written: the disk is full. Make room on it; then it goes on by itself.'
  const fault = 'the renditions cannot be written: the disk is full'
  expect(progressOf({ ...idle, running: 1, fault })).toEqual({ doing: full, told: full, done: 0, all: 0 })
  expect(progressOf({ ...idle, running: 1 })).toMatchObject({ doing: 'Making 0 of 1', told: 'Making 1 picture' })
  const doing = (why: string) => progressOf({ ...idle, fault: why }).doing
  expect(doing('the errors cannot be written')).toMatch(
    /^The errors cannot be written\. See that the service may write/,
  )
  expect(doing('the originals cannot be reached')).toMatch(/^The originals cannot be reached\. See that they are there/)
})
