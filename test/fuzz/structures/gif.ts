import { be, type Choices, join, le } from '../choices.ts'

export function gif(c: Choices): Buffer {
  const table = () => c.pick([0, 0x80, 0x81])
  const colours = (flags: number) => Buffer.alloc(flags === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1), c.below(256))
  const blocks = () =>
    join(
      ...c.many(3, () => {
        const body = c.bytes(20)
        return join(be(1, body.length), body)
      }),
      '\0',
    )
  const one = (): Buffer =>
    c.pick<() => Buffer>([
      () => join('!\xf9\x04', be(1, c.below(32)), le(2, c.below(999)), be(1, c.below(256)), c.pick(['\0', '', '\x01'])),
      () => join('!\xff\x0bNETSCAPE2.0\x03\x01', le(2, c.below(9)), '\0'),
      () => join('!\xfe', blocks()),
      () => {
        const own = table()
        return join(
          ',',
          le(2, c.below(9)),
          le(2, 0),
          le(2, c.below(40)),
          le(2, c.below(40)),
          be(1, own),
          colours(own),
          be(1, c.below(12)),
          blocks(),
        )
      },
      () => c.bytes(5),
    ])()
  const flags = table()
  return join(
    c.pick(['GIF89a', 'GIF87a']),
    le(2, c.below(99)),
    le(2, c.below(99)),
    be(1, flags),
    '\0\0',
    colours(flags),
    ...c.many(8, one),
    c.pick([';', '', ';x']),
  )
}
