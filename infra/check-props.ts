import { execFileSync } from 'node:child_process'
import { Token } from 'aws-cdk-lib'
import { readFonts } from '../src/cli/fonts.ts'
import { type NamedImage, readWatermarks } from '../src/cli/watermarks.ts'
import { ConfigFault, resolveConfig, type Settings, withFaults } from '../src/config/config.ts'
import { fontVariables } from '../src/image/fonts/fonts.ts'
import { concurrencyFaults } from './concurrency.ts'
import { billFaults, webAclFaults } from './check-bill.ts'
import { placeFaults } from './check-places.ts'
import { isTight, outermost } from './permissions.ts'
import type { ImageServiceProps } from './props.ts'
import { rangeFault } from './range-fault.ts'
import { LONGEST_PATTERN, MOST_NOTIFIED_PREFIXES, patternLength } from './s3-events.ts'

/**
 * Checks everything that was asked for, the configuration, its images and its fonts included, before anything is made of it.
 *
 * @param region of the stack; `undefined` where that is not known
 * @returns the settings, with the images in them, and with the fonts' hash
 * @throws ConfigFault naming every fault at once
 */
export function checkProps(props: ImageServiceProps, region: string | undefined): Settings {
  const folder = props.configFolder ?? process.cwd()
  const withFonts = readFonts(props.config ?? {}, folder)
  const { config, images, faults } = readWatermarks(withFonts.config, folder)
  const damages = findDamages(images, fontVariables(withFonts.folder, {}))
  return withFaults([...faults, ...damages, ...withFonts.faults], () => checkSettings({ ...props, config }, region))
}

function checkSettings(props: ImageServiceProps, region: string | undefined): Settings {
  const faults = [
    ...faultsOf(props),
    ...placeFaults(props, region),
    ...billFaults(props, region),
    ...webAclFaults(props.webAclId),
  ]
  try {
    const settings = resolveConfig(props.config ?? {})
    faults.push(...faultsWith(settings, props))
    if (faults.length === 0) return settings
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    faults.unshift(...error.faults)
  }
  throw new ConfigFault(faults)
}

function faultsOf(props: ImageServiceProps): string[] {
  const { originals, uploadOrigins = [], versioned, domainNames = [], certificate } = props
  const faults: string[] = []
  if (domainNames.length > 0 && certificate === undefined) faults.push('domainNames: need a certificate')
  if (certificate !== undefined && domainNames.length === 0)
    faults.push('certificate: is of no use without domainNames')
  if (originals !== undefined && uploadOrigins.length > 0)
    faults.push('uploadOrigins: are for a new originals bucket; give an existing one its CORS rules yourself')
  if (originals !== undefined && versioned === true)
    faults.push('versioned: is for a new originals bucket; an existing one stays as it is')
  for (const origin of uploadOrigins) {
    if (origin !== '*' && !Token.isUnresolved(origin) && URL.parse(origin)?.origin !== origin)
      faults.push(`uploadOrigins: must be like 'https://www.example.com', but one is '${origin}'`)
  }
  const ranges = [
    ...rangeFault('accountConcurrency', props.accountConcurrency, 6, 1_000_000),
    ...rangeFault('serveConcurrency', props.serveConcurrency, 1, 100_000),
    ...rangeFault('reconcileConcurrency', props.reconcileConcurrency, 2, 1000),
    ...rangeFault('rolloutConcurrency', props.rolloutConcurrency, 1, 1000),
  ]
  faults.push(...rangeFault('memorySize', props.memorySize, 512, 10_240), ...ranges)
  if (ranges.length === 0) faults.push(...concurrencyFaults(props))
  return faults
}

function faultsWith({ prefixes }: Settings, { originalsEvents }: ImageServiceProps): string[] {
  const needed = outermost(prefixes)
  const faults = needed
    .filter((prefix) => !isTight(prefix))
    .map(
      (prefix) =>
        `prefixes: a policy of IAM has no characters beyond Latin-1, and no brackets and braces, so that '${prefix}' would take in most other folders with names as long; put it into a folder with a name of other letters, and give that with it`,
    )
  if (originalsEvents !== 'eventbridge' && needed.length > MOST_NOTIFIED_PREFIXES)
    faults.push(
      `prefixes: S3 notifies of ${MOST_NOTIFIED_PREFIXES} at most, and these are ${needed.length}; originalsEvents: 'eventbridge' takes more`,
    )
  const length = patternLength(needed)
  if (originalsEvents === 'eventbridge' && length > LONGEST_PATTERN)
    faults.push(
      `prefixes: EventBridge takes a pattern of ${LONGEST_PATTERN} characters, and these ${needed.length} make one of ${length}; put some of them into one folder, and give that`,
    )
  return faults
}

/**
 * Decodes the images in a process of its own, for a construct cannot wait, and Sharp has no synchronous decoding. It has the
 * fonts that the functions will have, whatever this machine is set to.
 */
function findDamages(images: readonly NamedImage[], fonts: Readonly<Record<string, string>>): string[] {
  if (images.length === 0) return []
  const script = `
    import { readFileSync } from 'node:fs'
    import { findWatermarkFault } from ${JSON.stringify(moduleUrl('../src/image/watermark/watermark'))}
    const images = JSON.parse(readFileSync(0, 'utf8'))
    for (const image of images) console.log(await findWatermarkFault(image) ?? '')`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    input: JSON.stringify(images.map(({ image }) => image)),
    encoding: 'utf8',
    env: { ...process.env, ...fonts },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const faults = output.split('\n')
  return images.flatMap(({ setting, name }, index) => {
    const fault = faults[index]
    return fault === undefined || fault === '' ? [] : [`${setting}: ${name} ${fault}`]
  })
}

/** A module is TypeScript here, and JavaScript in the published package. */
function moduleUrl(path: string): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  return new URL(path + extension, import.meta.url).href
}
