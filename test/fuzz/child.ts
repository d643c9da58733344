/** Does with each file that it is sent what a service does with an original, and says how that went. */
import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { createCatalogue } from '../../src/catalogue.ts'
import { resolveConfig } from '../../src/config.ts'
import { Refused } from '../../src/errors.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders, sniff } from '../../src/image/sniff.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)

async function tryOut(bytes: Buffer): Promise<string> {
  const kind = sniff(bytes.subarray(0, 4096))
  if (kind === null || !decoders.includes(kind)) return 'refused' // as `original.ts` does, before anything is decoded
  try {
    const picture = await openPicture(bytes, settings.limits, boxes)
    for (const rendition of pictures.values()) {
      const { bytes: made, contentType, width, height } = await picture.render(rendition)
      const found = await sharp(made, { limitInputPixels: false, failOn: 'error' }).metadata()
      await sharp(made, { limitInputPixels: false, failOn: made === bytes ? 'error' : 'warning', animated: true })
        .raw()
        .toBuffer()
      if (found.width !== width || (found.pageHeight ?? found.height) !== height || !contentType.startsWith('image/')) {
        return `a fault: ${rendition.name} is ${found.width} x ${found.height}, not ${width} x ${height}`
      }
    }
    await picture.facts()
    return 'rendered'
  } catch (error) {
    return error instanceof Refused ? 'refused' : `a fault: ${String(error)}`
  }
}

/** In MB, since it was asked for last. */
function peak(): number {
  const found = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))
  writeFileSync('/proc/self/clear_refs', '5')
  return Math.round(Number(found?.[1] ?? 0) / 1024)
}

process.on('message', (bytes: Uint8Array) => {
  const start = performance.now()
  peak()
  void tryOut(Buffer.from(bytes)).then((outcome) =>
    process.send!({ outcome, seconds: (performance.now() - start) / 1000, megabytes: peak() }),
  )
})
