import { execFileSync } from 'node:child_process'
import { type NamedImage, readWatermarks } from '../src/cli/watermarks.ts'
import type { Config } from '../src/config/config.ts'
import type { ImageServiceProps } from './props.ts'

/** The configuration with the images that it names in it, and what is wrong with these, one line each. */
export function readImages({ config = {}, configFolder = process.cwd() }: ImageServiceProps): {
  readonly config: Config
  readonly faults: readonly string[]
} {
  const read = readWatermarks(config, configFolder)
  return { config: read.config, faults: [...read.faults, ...findDamages(read.images)] }
}

/** In a process of its own: a construct cannot wait, and Sharp decodes only for those who can. */
function findDamages(images: readonly NamedImage[]): string[] {
  if (images.length === 0) return []
  const script = `
    import { readFileSync } from 'node:fs'
    import { findWatermarkFault } from ${JSON.stringify(moduleUrl('../src/image/watermark/watermark'))}
    const images = JSON.parse(readFileSync(0, 'utf8'))
    for (const image of images) console.log(await findWatermarkFault(image) ?? '')`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    input: JSON.stringify(images.map(({ image }) => image)),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const faults = output.split('\n')
  return images.flatMap(({ setting, name }, index) => {
    const fault = faults[index]
    return fault === undefined || fault === '' ? [] : [`${setting}: ${name} ${fault}`]
  })
}

/** TypeScript here, JavaScript in the published package. */
function moduleUrl(path: string): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  return new URL(path + extension, import.meta.url).href
}
