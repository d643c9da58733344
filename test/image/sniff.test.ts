import sharp from 'sharp'
import { expect, it } from 'vitest'
import { claimsPicture, isMisleading, withoutDecoder } from '../../src/image/kinds.ts'
import { sniff } from '../../src/image/sniff.ts'
import { animatedGif, jpegOf, pngWithAlpha } from './pictures.ts'

it('tells pictures by their first bytes', async () => {
  const jpeg = await jpegOf(8, 8)
  expect(sniff(jpeg)).toBe('jpeg')
  expect(sniff(await pngWithAlpha(8))).toBe('png')
  expect(sniff(await animatedGif(8, 8))).toBe('gif')
  expect(sniff(await sharp(jpeg).webp().toBuffer())).toBe('webp')
  expect(sniff(await sharp(jpeg).avif().toBuffer())).toBe('avif')
  expect(sniff(await sharp(jpeg).tiff().toBuffer())).toBe('tiff')
  expect(sniff(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))).toBe('heic')
  expect(sniff(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('svg')
  expect(sniff(Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg>'))).toBe('svg')
})

it('tells those apart that nobody here decodes', () => {
  const icon = Buffer.from('00000100010010100000010020006804000016000000', 'hex')
  expect(sniff(icon)).toBe('ico')
  expect(sniff(icon.subarray(0, 21))).toBeNull()
  const brand = (...brands: string[]) =>
    sniff(Buffer.from(`\0\0\0\x1cftyp${brands[0]}\0\0\0\0${brands.join('')}`, 'latin1'))
  expect(brand('avis', 'avif', 'msf1')).toBe('avis')
  expect(brand('avif', 'avis', 'msf1')).toBe('avif')
  expect(brand('mif3', 'avif', 'miaf')).toBe('mif3')
  expect(isMisleading('film.avif', 'avis')).toBe(false)
  expect(isMisleading('favicon.ico', 'ico')).toBe(false)
  expect(withoutDecoder('avis').message).toBe('AVIF sequences are not supported')
})

it.each([
  ['nothing', ''],
  ['text', 'hello, world'],
  ['PDF', '%PDF-1.7'],
  ['HTML', '<!doctype html><html><svg></svg>'],
  ['a film', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
  ['RIFF that is sound', 'RIFF\0\0\0\0WAVEfmt '],
])('does not take %s for one', (_, text) => {
  expect(sniff(Buffer.from(text, 'latin1'))).toBeNull()
})

it.each([
  ['boat.jpg', undefined, true],
  ['BOAT.JPEG', undefined, true],
  ['a/b.c/boat.webp', undefined, true],
  ['boat', 'image/jpeg', true],
  ['boat.pdf', 'application/pdf', false],
  ['jpg', undefined, false],
  ['.DS_Store', undefined, false],
  ['film.mp4', 'video/mp4', false],
])('%s declared as %s claims to be one: %s', (key, contentType, claims) => {
  expect(claimsPicture(key, contentType)).toBe(claims)
})
