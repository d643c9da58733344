import { be, type Choices, join, le } from '../choices.ts'
import { tiff } from './tiff.ts'
import { xmp } from './xmp.ts'

export function webp(c: Choices): Buffer {
  const chunk = (name: string, ...body: readonly (Buffer | string)[]) => {
    const data = join(...body)
    return join(
      name,
      le(4, c.below(30) === 0 ? c.below(2 ** 24) : data.length),
      data,
      data.length % 2 === 1 ? '\0' : '',
    )
  }
  const pixels = () =>
    c.pick([
      chunk('VP8L', '\x2f', c.bytes(9)),
      chunk('VP8 ', '\x30\x01\0\x9d\x01\x2a', c.bytes(9)),
      chunk('ALPH', c.bytes(5)),
    ])
  const one = (): Buffer =>
    c.pick<() => Buffer>([
      () => chunk('VP8X', le(4, c.below(64)), c.pick([Buffer.alloc(6), c.bytes(6)])),
      () => chunk('ANIM', Buffer.alloc(6)),
      () => chunk('ANMF', Buffer.alloc(15), be(1, c.below(8)), ...c.many(3, pixels)),
      pixels,
      () => chunk('EXIF', tiff(c)),
      () => chunk('XMP ', xmp(c)),
      () => chunk(c.pick(['ICCP', 'ABCD']), c.bytes(9)),
    ])()
  const body = join('WEBP', ...c.many(7, one))
  return join('RIFF', le(4, body.length), body)
}
