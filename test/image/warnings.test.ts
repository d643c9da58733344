import { describe, expect, it } from 'vitest'
import { sharp } from '../../src/image/sharp.ts'
import { asOfTomorrow, countWrongVerdicts, half } from '../fuzz/pairs.ts'
import { refusalOf } from './decoded.ts'

/** Something with detail, or a cut would cut nothing. */
function scene(side: number) {
  const data = Buffer.alloc(side * side * 3)
  for (let at = 0; at < data.length; at += 1) data[at] = (at * 7 + (at >> 7) * 13 + (at % 11) * 19) & 0xff
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
}

const END = Buffer.from([0xff, 0xd9])

function withZeros(bytes: Buffer, from: number, to: number): Buffer {
  return Buffer.from(bytes).fill(0, Math.floor(bytes.length * from), Math.floor(bytes.length * to))
}

describe.each([true, false])('a JPEG with a harmless warning, progressive %s', async (progressive) => {
  const odd = asOfTomorrow(await scene(200).jpeg({ progressive }).toBuffer())

  it('is a picture', async () => {
    for (const scale of [1, 1 / 8])
      for (const bytes of [odd, odd.subarray(0, -2), Buffer.concat([odd.subarray(0, -2), Buffer.alloc(600)])])
        expect(await refusalOf(bytes, scale)).toBe('none')
  })

  it('is damaged where half of it is missing', async () => {
    for (const scale of [1, 1 / 8])
      for (const bytes of [half(odd), odd.subarray(0, odd.length / 2)])
        expect(await refusalOf(bytes, scale)).toBe('Refused damaged')
  })
})

it('a JPEG whose very last row is missing is damaged', async () => {
  const jpeg = await scene(200).jpeg().toBuffer()
  for (const scale of [1, 1 / 8])
    expect(await refusalOf(Buffer.concat([jpeg.subarray(0, -60), END]), scale)).toBe('Refused damaged')
})

it('warnings on how scans begin are harmless as often as there are such scans', async () => {
  const planes = await scene(64).jpeg({ progressive: false }).toBuffer()
  const scan = planes.indexOf(Buffer.from([0xff, 0xda]))
  const frequencies = scan + 4 + planes.readUInt8(scan + 4) * 2 + 1
  planes[frequencies + 1] = 0 // the last frequency, which is always 63: T.81, B.2.3
  expect(await refusalOf(planes)).toBe('none')
  expect(await refusalOf(half(planes))).toBe('Refused damaged')
  expect(await refusalOf(half(asOfTomorrow(planes)))).toBe('Refused damaged')
  expect(await refusalOf(asOfTomorrow(planes))).toBe('none')
  const steps = await scene(64).jpeg({ progressive: true }).toBuffer()
  const last = steps.lastIndexOf(Buffer.from([0xff, 0xda]))
  const precision = last + 4 + steps.readUInt8(last + 4) * 2 + 3
  expect(steps[precision]! >> 4).toBe(1)
  steps[precision] = 0x21 // refines what no scan has left so coarse
  expect(await refusalOf(steps)).toBe('none')
  expect(await refusalOf(withZeros(steps, 0.4, 0.6))).toBe('Refused damaged')
})

it('of a whole picture and half a one that are decoded together each has its own verdict', async () => {
  expect(await countWrongVerdicts(await scene(24).jpeg().toBuffer(), 100)).toBe(0) // `npm run fuzz` does a thousand
})

it('a GIF with zeros in the middle of its data is damaged', async () => {
  const gif = await scene(200).gif().toBuffer()
  expect(await refusalOf(gif)).toBe('none')
  for (const from of [0.3, 0.5, 0.7]) expect(await refusalOf(withZeros(gif, from, from + 0.1))).toBe('Refused damaged')
})
