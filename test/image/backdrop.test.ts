import { describe, expect, it } from 'vitest'
import { firstFrame, flatten, pad } from '../../src/image/backdrop.ts'
import type { Pixels } from '../../src/image/sharp.ts'

function pixelsOf(channels: Pixels['channels'], width: number, data: readonly number[], frames = 1): Pixels {
  return { data: Buffer.from(data), width, height: data.length / channels / width / frames, frames, channels }
}

describe('a colour behind pixels', () => {
  it('shows as far as they let it through', () => {
    const pixels = pixelsOf(4, 3, [10, 20, 30, 255, 10, 20, 30, 0, 100, 100, 100, 128])
    const flat = flatten(pixels, '#ff8000ff')
    expect([flat.channels, ...flat.data]).toEqual([3, 10, 20, 30, 255, 128, 0, 177, 114, 50])
  })

  it('keeps gray pixels gray where it is gray, and no other', () => {
    const gray = pixelsOf(2, 2, [10, 255, 10, 0])
    expect([...flatten(gray, '#808080ff').data]).toEqual([10, 128])
    expect([...flatten(gray, '#0000ffff').data]).toEqual([10, 10, 10, 0, 0, 255])
  })

  it('changes nothing of what is opaque', () => {
    for (const opaque of [pixelsOf(1, 1, [7]), pixelsOf(3, 1, [7, 8, 9])])
      expect(flatten(opaque, '#ff0000ff')).toBe(opaque)
  })
})

describe('a box around pixels', () => {
  it('has them in its middle, or a pixel before it', () => {
    const boxed = pad(pixelsOf(3, 1, [1, 2, 3]), { width: 4, height: 1 }, '#ff8000ff')
    expect([...boxed.data]).toEqual([255, 128, 0, 1, 2, 3, 255, 128, 0, 255, 128, 0])
    expect(boxed).toMatchObject({ width: 4, height: 1, frames: 1, channels: 3 })
  })

  it('has every frame in its middle', () => {
    const boxed = pad(pixelsOf(1, 1, [1, 2], 2), { width: 1, height: 3 }, '#090909ff')
    expect([...boxed.data]).toEqual([9, 1, 9, 9, 2, 9])
    expect(boxed).toMatchObject({ width: 1, height: 3, frames: 2 })
  })

  it('has the channels that its colour needs', () => {
    const around = (pixels: Pixels, background: string) => {
      const { channels, data } = pad(pixels, { width: 2, height: 1 }, background)
      return [channels, ...data]
    }
    expect(around(pixelsOf(1, 1, [7]), '#090909ff')).toEqual([1, 7, 9])
    expect(around(pixelsOf(1, 1, [7]), '#09090980')).toEqual([2, 7, 255, 9, 128])
    expect(around(pixelsOf(1, 1, [7]), '#010203ff')).toEqual([3, 7, 7, 7, 1, 2, 3])
    expect(around(pixelsOf(2, 1, [7, 5]), '#01020304')).toEqual([4, 7, 7, 7, 5, 1, 2, 3, 4])
    expect(around(pixelsOf(2, 1, [7, 5]), '#090909ff')).toEqual([2, 7, 5, 9, 255])
    expect(around(pixelsOf(3, 1, [6, 7, 8]), '#01020304')).toEqual([4, 6, 7, 8, 255, 1, 2, 3, 4])
    expect(around(pixelsOf(4, 1, [6, 7, 8, 5]), '#010203ff')).toEqual([4, 6, 7, 8, 5, 1, 2, 3, 255])
  })

  it('that they fill changes nothing', () => {
    const full = pixelsOf(3, 1, [1, 2, 3])
    expect(pad(full, { width: 1, height: 1 }, '#ffffffff')).toBe(full)
  })
})

it('the first frame is a still picture', () => {
  const film = pixelsOf(1, 1, [1, 2, 3], 3)
  expect(firstFrame(film)).toMatchObject({ frames: 1, height: 1, data: Buffer.from([1]) })
  const still = pixelsOf(1, 1, [1])
  expect(firstFrame(still)).toBe(still)
})
