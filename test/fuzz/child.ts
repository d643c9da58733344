/** Does with each file that it is sent what a service does with an original, and says how that went. */
import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { Refused, Unjudged } from '../../src/errors.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders, sniff, SNIFF_BYTES } from '../../src/image/sniff.ts'
import type { Rendered } from '../../src/recipe.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)

interface Made {
  readonly name: string
  readonly rendered: Rendered
}

async function makeAll(bytes: Buffer): Promise<readonly Made[] | 'refused' | 'unjudged'> {
  const kind = sniff(bytes.subarray(0, SNIFF_BYTES))
  if (kind === null || !decoders.includes(kind)) return 'refused' // as `original.ts` does, before anything is decoded
  try {
    const picture = await openPicture(bytes, settings.limits, boxes)
    const made: Made[] = []
    for (const rendition of pictures.values()) {
      made.push({ name: rendition.name, rendered: await picture.render(rendition) })
    }
    await picture.facts()
    return made
  } catch (error) {
    if (error instanceof Refused) return 'refused'
    if (error instanceof Unjudged && error.wasFed) return 'unjudged' // and so a second time, which is a verdict
    throw error
  }
}

/** Whether each can be decoded, and is what it says. @throws Error */
async function check(made: readonly Made[], original: Buffer): Promise<void> {
  for (const { name, rendered } of made) {
    const { bytes, contentType, width, height } = rendered
    const found = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata()
    await sharp(bytes, { limitInputPixels: false, failOn: bytes === original ? 'error' : 'warning', animated: true })
      .raw()
      .toBuffer()
    if (found.width !== width || (found.pageHeight ?? found.height) !== height || !contentType.startsWith('image/')) {
      throw new Error(`${name} is ${found.width} x ${found.height}, not ${width} x ${height}`)
    }
  }
}

/** What the checks take is no matter. */
async function tryOut(bytes: Buffer): Promise<{ outcome: string; seconds: number; megabytes: number }> {
  const before = process.cpuUsage()
  peak()
  const spent = () => {
    const { user, system } = process.cpuUsage(before)
    return { seconds: (user + system) / 1e6, megabytes: peak() }
  }
  try {
    const made = await makeAll(bytes)
    const measured = spent()
    if (typeof made === 'string') return { outcome: made, ...measured }
    await check(made, bytes)
    return { outcome: 'rendered', ...measured }
  } catch (error) {
    return { outcome: `a fault: ${String(error)}`, ...spent() }
  }
}

/** In MB, since it was asked for last. */
function peak(): number {
  const found = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))
  writeFileSync('/proc/self/clear_refs', '5')
  return Math.round(Number(found?.[1] ?? 0) / 1024)
}

process.on('message', (bytes: Uint8Array) => {
  void tryOut(Buffer.from(bytes)).then((result) => process.send!(result))
})
