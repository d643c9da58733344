import { reserveRights } from '../metadata/metadata.ts'
import type { Rights } from '../metadata/rights.ts'
import { sharp } from '../sharp.ts'

/** The chunk of a PNG with room for the rights, as Sharp writes it; empty where nobody claims any. */
export async function rightsChunk(rights: Rights): Promise<Buffer> {
  const input = sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } })
  reserveRights(input, rights)
  const png = await input.png().toBuffer()
  const type = png.indexOf('eXIf', 0, 'latin1')
  if (Object.keys(rights).length === 0 || type === -1) return Buffer.alloc(0)
  return png.subarray(type - 4, type + 8 + png.readUInt32BE(type - 4))
}
