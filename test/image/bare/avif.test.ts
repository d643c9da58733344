import sharp from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import { isBare } from '../../../src/image/bare/bare.ts'
import { jpegOf, pngWithAlpha } from '../pictures.ts'
import { auxl, avifOf, box, type Part, partsOf, u16, u32 } from './avif-boxes.ts'

const secret = Buffer.from('52.1 N 13.2 E, home of Ann')
const partsFor = async (input: Buffer) => partsOf(await sharp(input).avif({ effort: 0 }).toBuffer())
const isBareOf = (parts: readonly Part[], more?: readonly Buffer[]) => isBare(avifOf(parts, more), 'image/avif')
const nclx = (...codes: [number, number, number]) =>
  box('colr', Buffer.from('nclx'), u16(...codes), Buffer.from([0x80]))

let [plain, clear, small]: Part[][] = [[], [], []]
beforeAll(async () => {
  plain = await partsFor(await jpegOf(64, 48))
  clear = await partsFor(await pngWithAlpha(20))
  small = await partsFor(await pngWithAlpha(16))
})
const plainWith = (...more: Buffer[]) => [{ ...plain![0]!, properties: [...plain![0]!.properties, ...more] }]
const plainData = (data: Buffer) => [{ ...plain![0]!, data }]

it('is one picture, and its alpha of the same size', async () => {
  const [picture, alpha] = clear!
  expect(isBareOf(plain!)).toBe(true)
  expect(isBareOf(clear!, [auxl(2, 1)])).toBe(true)
  const seen = await sharp(avifOf(clear!, [auxl(2, 1)])).metadata()
  expect([seen.width, seen.hasAlpha]).toEqual([20, true])
  expect(isBareOf(clear!)).toBe(false)
  expect(isBareOf(clear!, [auxl(1, 2)])).toBe(false)
  expect(isBareOf(clear!, [auxl(1, 1)])).toBe(false)
  expect(isBareOf(clear!, [auxl(2, 1), auxl(2, 1)])).toBe(false)
  expect(isBareOf(plain!, [auxl(1, 1)])).toBe(false)
  expect(isBareOf([picture!, small![1]!], [auxl(2, 1)])).toBe(false)
  expect(isBareOf([picture!, alpha!, picture!], [auxl(2, 1)])).toBe(false)
  expect(isBareOf([picture!, picture!], [auxl(2, 1)])).toBe(false)
  expect(isBareOf([alpha!])).toBe(false)
})

it('has no box of another name', () => {
  for (const type of ['idat', 'dinf', 'free', 'grpl', 'uuid']) expect(isBareOf(plain!, [box(type, secret)])).toBe(false)
})

it('has properties that change nothing, each once', () => {
  expect(isBareOf(plainWith(box('pasp', u32(1, 1))))).toBe(true)
  expect(isBareOf(plainWith(box('pasp', u32(2, 1))))).toBe(false)
  expect(isBareOf(plainWith(nclx(1, 13, 6)))).toBe(true)
  expect(isBareOf(plainWith(nclx(12, 13, 6)))).toBe(false)
  expect(isBareOf(plainWith(nclx(9, 16, 9)))).toBe(false)
  expect(isBareOf(plainWith(nclx(1, 13, 6), nclx(1, 13, 6)))).toBe(false)
  for (const type of ['irot', 'imir', 'clap', 'clli', 'mdcv', 'a1op', 'udes']) {
    expect(isBareOf(plainWith(box(type, Buffer.alloc(1))))).toBe(false)
  }
})

it('repeats its sequence header in its configuration, or has nothing there', () => {
  const [configuration, ...others] = plain![0]!.properties
  const longer = (more: Buffer) => [
    { ...plain![0]!, properties: [box('av1C', configuration!.subarray(8), more), ...others] },
  ]
  expect(isBareOf(longer(plain![0]!.data.subarray(2, 13)))).toBe(true)
  expect(isBareOf(longer(secret))).toBe(false)
})

it('has sRGB or nothing in a sequence header of 8 bits', () => {
  // AV1 5.5.1 and 5.5.2, of 64 x 48 pixels in profile 1.
  const [depth, described, primaries, transfer] = [36, 37, 38, 46]
  const { data } = plain![0]!
  const withBits = (...places: [at: number, count: number, value: number][]) => {
    const other = Buffer.from(data)
    for (const [at, count, value] of places) {
      for (let bit = 0; bit < count; bit += 1) {
        const [byte, mask] = [4 + ((at + bit) >> 3), 0x80 >> ((at + bit) & 7)]
        other[byte] = (value >> (count - 1 - bit)) & 1 ? other[byte]! | mask : other[byte]! & ~mask
      }
    }
    return plainData(other)
  }
  const coloured = (first: number, second: number) =>
    isBareOf(withBits([described, 1, 1], [primaries, 8, first], [transfer, 8, second]))
  expect([coloured(1, 13), coloured(2, 2), coloured(1, 2)]).toEqual([true, true, true])
  expect([coloured(12, 13), coloured(9, 13), coloured(1, 16), coloured(1, 1)]).toEqual([false, false, false, false])
  expect(isBareOf(withBits([described, 1, 0]))).toBe(true)
  expect(isBareOf(withBits([depth, 1, 1]))).toBe(false)
})

it('has no unit that is longer than it should be', () => {
  const { data } = plain![0]!
  const [rest, frame] = [data.subarray(2), data.subarray(13)]
  expect([data[0], frame[0]]).toEqual([0x12, 0x32])
  expect(isBareOf(plainData(rest))).toBe(true) // the delimiter may be left out
  expect(isBareOf(plainData(Buffer.concat([Buffer.from([0x12, secret.length]), secret, rest])))).toBe(false)
  expect(isBareOf(plainData(Buffer.concat([Buffer.from([0x13, 0]), rest])))).toBe(false)
  expect(isBareOf(plainData(Buffer.concat([Buffer.from([0x2a, secret.length]), secret, rest])))).toBe(false)
  expect(isBareOf(plainData(Buffer.concat([data, frame])))).toBe(false)
  expect(isBareOf(plainData(data.subarray(0, -1)))).toBe(false)
})
