/** A box of the ISO base media file format. */
export interface BmffBox {
  readonly type: string
  readonly body: Buffer
}

/** The most boxes in one place: a picture needs a dozen, and a file full of empty ones would take many times its size. */
const MOST = 32

/**
 * The boxes that lie behind each other, not what is in them: ISO 14496-12 4.2.
 *
 * @throws RangeError where they do not fill the bytes exactly, or are too many
 */
export function boxesIn(bytes: Buffer): BmffBox[] {
  const boxes: BmffBox[] = []
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32BE(at)
    // 0 is "to the end" and 1 "a longer number follows": no encoder writes these for a picture.
    if (size < 8 || at + size > bytes.length) throw new RangeError('a box is longer than what holds it')
    if (boxes.length === MOST) throw new RangeError('more boxes than a picture has')
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) })
    at += size
  }
  return boxes
}

/** The body of the box of this type. @throws RangeError where there is none, or more than one */
export function only(boxes: readonly BmffBox[], type: string): Buffer {
  const [box, ...more] = boxes.filter((each) => each.type === type)
  if (box === undefined || more.length > 0) throw new RangeError(`not one ${type}`)
  return box.body
}
