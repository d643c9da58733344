import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** What of a line is kept: no log of ours has longer ones, and a file without any line break must not fill the memory. */
const LONGEST = 32_768

/**
 * Reads a file line by line, unzipped where it is gzip by its first bytes, in memory that does not grow with it.
 *
 * @param told is called with the bytes of the file that have been read
 */
export async function readLines(
  file: string,
  line: (text: string) => void,
  told: (bytes: number) => void,
): Promise<void> {
  const stream = createReadStream(file, { highWaterMark: 2 ** 18 })
  const source: Readable = (await isGzip(file)) ? unzipped(stream) : stream
  let rest = ''
  const decoder = new TextDecoder()
  const take = (text: string) => {
    const parts = (rest + text).split('\n')
    rest = (parts.pop() ?? '').slice(0, LONGEST)
    for (const part of parts) line(part.endsWith('\r') ? part.slice(0, -1) : part)
  }
  for await (const chunk of source) {
    take(decoder.decode(chunk as Uint8Array, { stream: true })) // oxlint-disable-line typescript/no-unsafe-type-assertion -- no encoding is set
    told(stream.bytesRead)
  }
  if (rest !== '') line(rest)
}

/** Ends with what ends the file, too: `pipe` does not pass a fault on. */
function unzipped(stream: Readable): Readable {
  const gunzip = createGunzip()
  stream.once('error', (error) => gunzip.destroy(error))
  return stream.pipe(gunzip)
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(2), position: 0 })
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}
