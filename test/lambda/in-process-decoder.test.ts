import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Refused, Unjudged } from '../../src/errors.ts'
import type { OpenPicture, Picture } from '../../src/image/picture.ts'
import { createInProcessDecoder } from '../../src/lambda/in-process-decoder.ts'

const limits = { bytes: 1, pixels: 1, frames: 1, animationPixels: 1 }
const never = () => new Promise<never>(() => {})
const picture: Picture = { render: never, facts: never, close: vi.fn<() => void>() }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function begin(open: OpenPicture) {
  const decoder = createInProcessDecoder(open)
  const opening = decoder.openPicture(new Uint8Array(), limits, [], null)
  opening.catch(() => {})
  return { decoder, opening }
}

it('gives up what takes longer than a request may, without a verdict, and the decoder is stuck then', async () => {
  const { decoder, opening } = begin(never)
  await vi.advanceTimersByTimeAsync(24_000)
  expect(decoder.isStuck()).toBe(false)
  await vi.advanceTimersByTimeAsync(1000)
  await expect(opening).rejects.toEqual(new Unjudged('time', false, 'there was not enough time for the picture'))
  expect(decoder.isStuck()).toBe(true)
})

it('counts what is rendered, too', async () => {
  const { decoder, opening } = begin(async () => picture)
  const facts = (await opening).facts()
  facts.catch(() => {})
  await vi.advanceTimersByTimeAsync(25_000)
  await expect(facts).rejects.toBeInstanceOf(Unjudged)
  expect(decoder.isStuck()).toBe(true)
})

it.each([
  ['is refused', async () => Promise.reject(new Refused('damaged'))],
  ['is closed', async () => picture],
])('has no time running for what %s', async (_, open) => {
  const { decoder, opening } = begin(open)
  await opening.then(
    (opened) => opened.close(),
    (error: unknown) => expect(error).toBeInstanceOf(Refused),
  )
  await vi.advanceTimersByTimeAsync(60_000)
  expect(decoder.isStuck()).toBe(false)
})
