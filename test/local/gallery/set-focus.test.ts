import { expect, it } from 'vitest'
import { setFocus } from '../../../src/local/gallery/focus/set-focus.ts'
import { jpegOf } from '../../image/pictures.ts'
import { createWorld, keysOf, upload } from '../../world.ts'

const KEY = 'été 1+1 (2)%.jpg'
const BESIDE = `${KEY}.meta.json`

async function worldWith(text: string | null) {
  const world = createWorld()
  await upload(world.originals, KEY, await jpegOf(80, 60))
  const body = Buffer.from(text ?? '')
  const seen =
    text === null
      ? null
      : await world.originals.put(BESIDE, { body, contentType: 'application/json', metadata: {} }, 'absent')
  const read = async () => {
    const stored = await world.originals.get(BESIDE)
    return stored && new Response(stored.body).json()
  }
  return { world, seen, read }
}

it('writes the point, keeps what else is there, and asks for the renditions', async () => {
  const { world, seen, read } = await worldWith('{"by": "me", "focus": "0,0"}')
  const set = { key: KEY, focus: { x: 0.3, y: 0.7 }, seen }
  expect(await setFocus(world, world.originals, set)).toEqual({ status: 200 })
  expect(await read()).toEqual({ by: 'me', focus: '0.3,0.7' })
  expect(world.sent).toEqual([{ message: { key: KEY }, delayMs: 0 }])
})

it('leaves no empty file behind, and none that it has not seen', async () => {
  const { world, seen } = await worldWith('{"focus": "0.3,0.7"}')
  expect(await setFocus(world, world.originals, { key: KEY, focus: null, seen: null })).toMatchObject({ status: 409 })
  expect(await setFocus(world, world.originals, { key: KEY, focus: null, seen: 'other' })).toMatchObject({
    status: 409,
  })
  expect(world.sent).toEqual([])
  expect(await setFocus(world, world.originals, { key: KEY, focus: null, seen })).toEqual({ status: 200 })
  expect(await keysOf(world.originals)).toEqual([KEY])
  expect(await setFocus(world, world.originals, { key: KEY, focus: null, seen: null })).toEqual({ status: 200 })
})

it('of many who saw the same, one is heard', async () => {
  const { world, read } = await worldWith(null)
  const all = [0, 0.25, 0.5, 0.75, 1].map((x) =>
    setFocus(world, world.originals, { key: KEY, focus: { x, y: 0 }, seen: null }),
  )
  const heard = (await Promise.all(all))
    .map(({ status }, index) => ({ status, index }))
    .filter((one) => one.status === 200)
  expect(heard).toHaveLength(1)
  expect(await read()).toEqual({ focus: `${heard[0]!.index / 4},0` })
  expect(world.sent).toHaveLength(1)
})

it.each([
  ['{"focus": 1}', 'must be a JSON object'],
  ['[]', 'must be a JSON object'],
  [`{"by": "${'x'.repeat(3000)}"}`, 'is larger than 2048 bytes'],
])('leaves alone what it cannot read: %.20s', async (text, why) => {
  const { world, seen } = await worldWith(text)
  const before = await world.originals.head(BESIDE)
  expect(await setFocus(world, world.originals, { key: KEY, focus: { x: 0, y: 0 }, seen })).toEqual({
    status: 422,
    message: expect.stringContaining(why),
  })
  expect(await world.originals.head(BESIDE)).toEqual(before)
  expect(world.sent).toEqual([])
})
