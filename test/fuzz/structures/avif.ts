import { be, type Choices, join } from '../choices.ts'

export function avif(c: Choices): Buffer {
  const box = (type: string, ...body: readonly (Buffer | string)[]) => {
    const data = join(...body)
    return join(be(4, c.below(30) === 0 ? c.below(2 ** 24) : data.length + 8), type, data)
  }
  const items = 1 + c.below(2)
  const list = Array.from({ length: items }, (_, index) => index + 1)
  const property = (): Buffer =>
    c.pick<() => Buffer>([
      () => box('ispe', be(4, 0), be(4, 16), be(4, 16)),
      () => box('av1C', '\x81\0\x0c\0', c.pick(['', '\x0a\x02\0\0', c.bytes(9)])),
      () => box('pixi', be(4, 0), '\x03\x08\x08\x08'),
      () => box('colr', 'nclx', be(2, c.pick([1, 9, 12])), be(2, c.pick([13, 16, 18])), be(2, 6), '\x80'),
      () => box('auxC', be(4, 0), 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0'),
      () => box(c.pick(['irot', 'pasp', 'clap']), c.bytes(9)),
    ])()
  const properties = c.many(6, property)
  const owns = list.map((id) =>
    join(be(2, id), be(1, properties.length), Buffer.from(properties.map((_, index) => index + 1))),
  )
  const unit = () => {
    const data = c.bytes(12)
    return join(be(1, c.pick([0x0a, 0x12, 0x32, 0x1a])), be(1, data.length), data)
  }
  const data = join(...c.many(4, unit))
  const meta = (start: number): Buffer =>
    box(
      'meta',
      be(4, 0),
      box('hdlr', be(4, 0), be(4, 0), c.pick(['pict', 'vide']), Buffer.alloc(13)),
      box('pitm', be(4, 0), be(2, 1)),
      box(
        'iloc',
        be(4, 0),
        '\x44\0',
        be(2, items),
        ...list.map((id) => join(be(2, id), be(2, 0), be(2, 1), be(4, start), be(4, data.length))),
      ),
      box(
        'iinf',
        be(4, 0),
        be(2, items),
        ...list.map((id) => box('infe', '\x02\0\0\0', be(2, id), be(2, 0), 'av01\0')),
      ),
      box('iprp', box('ipco', ...properties), box('ipma', be(4, 0), be(4, items), ...owns)),
      ...c.many(2, () => box('iref', be(4, 0), box('auxl', be(2, 2), be(2, 1), be(2, 1)))),
    )
  const brand = box(
    'ftyp',
    c.pick(['avif', 'avis', 'heic', 'mif1', 'isom']),
    be(4, 0),
    c.pick(['mif1avif', 'heic', '']),
  )
  return join(
    brand,
    meta(c.pick([300, 400, c.below(999)])),
    box('mdat', data),
    c.pick<Buffer | string>([c.bytes(5), '', box('free', c.bytes(3))]),
  )
}
