import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'

/** The first day that a zip file can say, at midnight: 1 January 1980. */
const DATE = (1 << 5) | 1
/** 2.0, which is deflating. */
const NEEDED = 20
/** Made on Unix, so that permissions are heeded: everybody may read, as Lambda wants it. */
const MADE_BY = (3 << 8) | NEEDED
const MODE = 0o100_644
/** Names are UTF-8. */
const FLAGS = 1 << 11
const DEFLATED = 8

interface Entry {
  readonly name: Buffer
  readonly content: Buffer
  readonly deflated: Buffer
}

/**
 * Packs a folder as a zip file, the same bytes for the same files: in the order of their names, without dates, owners and
 * permissions. Links to files become files.
 *
 * https://pkwaredownloads.blob.core.windows.net/pem/APPNOTE.txt, sections 4.3.7, 4.3.12 and 4.3.16
 *
 * @throws where there is more than the old form of zip files has room for: 65,535 files or 4 GB
 */
export function zipFolder(folder: string): Buffer {
  const entries = filesIn(folder).map((file) => entryOf(folder, file))
  if (entries.length > 0xffff)
    throw new Error(`${folder}: a zip file takes 65,535 files, and these are ${entries.length}`)
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const body = Buffer.concat([localHeader(entry), entry.name, entry.deflated])
    bodies.push(body)
    directory.push(Buffer.concat([directoryHeader(entry, offset), entry.name]))
    offset += body.length
  }
  if (offset > 0xffff_ffff) throw new Error(`${folder}: a zip file takes 4 GB, and this is ${offset} bytes`)
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([...bodies, ...directory, end(entries.length, size, offset)])
}

/** Paths relative to the folder, in the order of their bytes. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function entryOf(folder: string, file: string): Entry {
  const content = readFileSync(join(folder, file))
  return { name: Buffer.from(file), content, deflated: deflateRawSync(content, { level: 9 }) }
}

/** What both headers of a file have in common, from the version that is needed to the length of what follows the name. */
function common({ name, content, deflated }: Entry): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.writeUInt16LE(NEEDED, 0)
  bytes.writeUInt16LE(FLAGS, 2)
  bytes.writeUInt16LE(DEFLATED, 4)
  bytes.writeUInt16LE(DATE, 8)
  bytes.writeUInt32LE(crc32(content), 10)
  bytes.writeUInt32LE(deflated.length, 14)
  bytes.writeUInt32LE(content.length, 18)
  bytes.writeUInt16LE(name.length, 22)
  return bytes
}

function localHeader(entry: Entry): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), common(entry)])
}

function directoryHeader(entry: Entry, offset: number): Buffer {
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(MODE * 0x1_0000, 6)
  rest.writeUInt32LE(offset, 10)
  const madeBy = Buffer.alloc(2)
  madeBy.writeUInt16LE(MADE_BY)
  return Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common(entry), rest])
}

function end(count: number, size: number, offset: number): Buffer {
  const bytes = Buffer.alloc(22)
  bytes.write('PK\x05\x06')
  bytes.writeUInt16LE(count, 8)
  bytes.writeUInt16LE(count, 10)
  bytes.writeUInt32LE(size, 12)
  bytes.writeUInt32LE(offset, 16)
  return bytes
}
