import { be, type Choices, join } from '../choices.ts'

/** Datasets of record 2, with or without what Photoshop wraps them in. */
export function iptc(c: Choices): Buffer {
  const dataset = () => {
    const text = c.bytes(12)
    const length = c.pick([text.length, text.length, c.below(65_536)])
    return join(
      '\x1c\x02',
      be(1, c.pick([80, 116, 5])),
      c.pick([be(2, length), be(1, length % 256), Buffer.alloc(0)]),
      text,
    )
  }
  return join(c.pick(['', '8BIM\x04\x04\0\0\0\0\0\x20', '\x1c\x01\x5a\0\x03\x1b%G']), ...c.many(4, dataset))
}
