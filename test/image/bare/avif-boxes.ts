/** Puts real AV1 pictures into AVIF files that no encoder writes. */

export interface Part {
  readonly data: Buffer
  readonly properties: readonly Buffer[]
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}

export function u16(...values: number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 255]))
}

export function box(type: string, ...bodies: readonly Buffer[]): Buffer {
  const body = Buffer.concat(bodies)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type), body])
}

export const auxl = (from: number, to: number): Buffer => box('iref', u32(0), box('auxl', u16(from, 1, to)))

/** Items 1, 2 …; the first is the picture. */
export function avifOf(parts: readonly Part[], more: readonly Buffer[] = []): Buffer {
  const brand = box('ftyp', Buffer.from('avif\0\0\0\0mif1avif'))
  const meta = (start: number): Buffer => {
    let [from, property] = [start, 0]
    const [places, names, all, owns]: Buffer[][] = [[], [], [], []]
    for (const [index, { data, properties }] of parts.entries()) {
      places!.push(u16(index + 1, 0, 1), u32(from, data.length))
      names!.push(box('infe', Buffer.from([2, 0, 0, 0]), u16(index + 1, 0), Buffer.from('av01\0')))
      all!.push(...properties)
      owns!.push(u16(index + 1), Buffer.from([properties.length, ...properties.map(() => (property += 1))]))
      from += data.length
    }
    return box(
      'meta',
      u32(0),
      box('hdlr', u32(0, 0), Buffer.from('pict'), Buffer.alloc(13)),
      box('pitm', u32(0), u16(1)),
      box('iloc', u32(0), Buffer.from([0x44, 0]), u16(parts.length), ...places!),
      box('iinf', u32(0), u16(parts.length), ...names!),
      box('iprp', box('ipco', ...all!), box('ipma', u32(0, parts.length), ...owns!)),
      ...more,
    )
  }
  const start = brand.length + meta(0).length + 8
  return Buffer.concat([brand, meta(start), box('mdat', ...parts.map(({ data }) => data))])
}

/** What Sharp writes: the parts of a picture, and of its alpha where it has one. */
export function partsOf(avif: Buffer): Part[] {
  const list = avif.indexOf('ipma', 0, 'latin1') + 12
  const properties = boxesAt(avif, avif.indexOf('ipco', 0, 'latin1') - 4)
  const places = avif.indexOf('iloc', 0, 'latin1') + 12
  let at = list
  return Array.from({ length: avif.readUInt32BE(list - 4) }, (_, index) => {
    const numbers = avif.subarray(at + 3, at + 3 + avif[at + 2]!)
    at += 3 + numbers.length
    const place = places + index * 18
    const from = avif.readUInt32BE(place + 4) + avif.readUInt32BE(place + 10)
    const data = avif.subarray(from, from + avif.readUInt32BE(place + 14))
    return { data, properties: [...numbers].map((number) => properties[(number & 0x7f) - 1]!) }
  })
}

function boxesAt(bytes: Buffer, from: number): Buffer[] {
  const boxes: Buffer[] = []
  const end = from + bytes.readUInt32BE(from)
  for (let at = from + 8; at < end; at += bytes.readUInt32BE(at)) {
    boxes.push(bytes.subarray(at, at + bytes.readUInt32BE(at)))
  }
  return boxes
}
