import { be, type Choices, join, latin } from '../choices.ts'
import { tiff } from './tiff.ts'
import { xmp } from './xmp.ts'

export function jpeg(c: Choices): Buffer {
  const segment = (marker: number, ...body: readonly (Buffer | string)[]) => {
    const data = join(...body)
    return join(be(1, 0xff), be(1, marker), be(2, c.below(30) === 0 ? c.below(65_536) : data.length + 2), data)
  }
  const components = c.pick([1, 3, 3, 4])
  const one = (): Buffer =>
    c.pick<() => Buffer>([
      () => segment(0xe0, 'JFIF\0\x01\x02\0', be(2, 1), be(2, 1), c.pick(['\0\0', '\x01\x01abc'])),
      () => segment(0xe1, 'Exif\0\0', tiff(c)),
      () => segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp(c)),
      () => segment(0xe2, c.pick(['ICC_PROFILE\0\x01\x01', 'MPF\0', 'urn:iso:std:iso:ts:21496:-1\0']), c.bytes(30)),
      () => segment(0xee, 'Adobe\0\x64\0\0\0\0', be(1, c.below(3))),
      () => segment(0xdb, ...c.many(3, () => join(be(1, c.below(20)), Buffer.alloc(64, 1)))),
      () =>
        segment(
          0xc4,
          ...c.many(3, () => join(be(1, c.pick([0, 1, 16, 17, 99])), be(1, 1), Buffer.alloc(15), be(1, c.below(256)))),
        ),
      () =>
        segment(
          c.pick([0xc0, 0xc2, 0xc1, 0xca]),
          '\x08',
          be(2, c.below(300)),
          be(2, c.below(300)),
          be(1, components),
          ...[1, 2, 3, 4].slice(0, components).map((name) => join(be(1, name), '\x11\0')),
        ),
      () => segment(0xdd, be(2, c.below(9))),
      () => segment(0xfe, c.bytes(20)),
      () => c.pick([latin('\xff'), latin('\xff\xd0'), latin('\xff\x01'), c.bytes(9)]),
    ])()
  const scan = () =>
    join(
      segment(
        0xda,
        be(1, components),
        ...[1, 2, 3, 4].slice(0, components).map((name) => join(be(1, name), '\0')),
        '\0\x3f\0',
      ),
      ...c.many(6, () => c.pick([c.bytes(9), latin('\xff\0'), latin('\xff\xd0'), latin('\xff\xd1')])),
    )
  return join(
    '\xff\xd8',
    ...c.many(8, one),
    ...c.many(4, scan),
    ...c.many(2, one),
    c.pick(['\xff\xd9', '', '\xff']),
    c.pick<Buffer | string>([c.bytes(9), '', '']),
  )
}
