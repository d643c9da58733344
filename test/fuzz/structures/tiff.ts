import { be, type Choices, join, latin, le } from '../choices.ts'

/** A TIFF structure: EXIF's, and a whole file's. */
export function tiff(c: Choices): Buffer {
  const isLittle = c.below(2) === 0
  const number = isLittle ? le : be
  const tags = [
    0x0103, 0x0106, 0x010f, 0x0110, 0x013b, 0x0212, 0x8298, 0x8769, 0x8825, 0x9003, 0x9011, 0xa005, 0xa434, 1, 2,
  ] as const
  const fields = c.many(9, () =>
    join(
      number(2, c.pick(tags)),
      number(2, c.pick([1, 2, 3, 4, 5, 7, 129])),
      number(4, c.pick([1, 4, 20, 1000, c.below(2 ** 24)])),
      c.pick([number(4, c.pick([8, 26, 60, 200, c.below(2 ** 24)])), c.bytes(5), latin('R03\0')]),
    ),
  )
  const text = c.pick(['© Ann\0', '2026:05:01 10:20:30\0+02:00\0', '\xc3\xa9\xff', '   \0', 'x'.repeat(50)])
  return join(
    isLittle ? 'II*\0' : 'MM\0*',
    number(4, c.pick([8, 8, 8, 0, 99])),
    number(2, fields.length),
    ...fields,
    text,
    c.bytes(40),
  )
}
