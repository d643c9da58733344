import { crc32, deflateSync } from 'node:zlib'
import { be, type Choices, join } from '../choices.ts'
import { tiff } from './tiff.ts'
import { xmp } from './xmp.ts'

export function png(c: Choices): Buffer {
  const chunk = (type: string, ...body: readonly (Buffer | string)[]) => {
    const named = join(type, ...body)
    return join(be(4, named.length - 4), named, be(4, crc32(named)))
  }
  const text = join(c.pick(['XML:com.adobe.xmp', 'Raw profile type exif', 'Comment', '']), '\0')
  const zipped = () => c.pick([deflateSync(c.bytes(99)), c.bytes(20)])
  const one = (): Buffer =>
    c.pick<() => Buffer>([
      () => chunk('gAMA', be(4, c.pick([45_455, 100_000, 0, c.below(2 ** 24)]))),
      () =>
        chunk(
          'cHRM',
          ...[31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6000].map((value) =>
            be(4, c.below(9) === 0 ? 0 : value),
          ),
        ),
      () => chunk('sRGB', be(1, c.below(5))),
      () => chunk('cICP', be(1, c.below(13)), be(1, c.below(19)), '\0\x01'),
      () => chunk('PLTE', c.bytes(30)),
      () => chunk('tRNS', c.bytes(7)),
      () => chunk('eXIf', tiff(c)),
      () => chunk('tEXt', text, c.bytes(20)),
      () => chunk('zTXt', text, '\0', zipped()),
      () => chunk('iTXt', text, be(1, c.below(3)), '\0', c.pick(['', 'en']), '\0\0', c.pick([zipped(), xmp(c)])),
      () => chunk('pHYs', Buffer.alloc(9)),
      () => chunk(c.pick(['bKGD', 'abCd', 'IDAT', 'IEND']), c.bytes(7)),
    ])()
  const header = join(
    be(4, c.below(300)),
    be(4, c.below(300)),
    be(1, c.pick([1, 2, 4, 8, 16])),
    be(1, c.below(7)),
    '\0\0',
    be(1, c.below(2)),
  )
  return join(
    '\x89PNG\r\n\x1a\n',
    chunk('IHDR', header),
    ...c.many(6, one),
    ...c.many(3, () => chunk('IDAT', zipped())),
    ...c.many(2, one),
    chunk('IEND'),
  )
}
