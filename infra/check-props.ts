import { Token } from 'aws-cdk-lib'
import { ConfigFault, resolveConfig, type Settings } from '../src/config/config.ts'
import { MOST_NOTIFIED_PREFIXES } from './s3-events.ts'
import { outermost } from './prefixes.ts'
import type { ImageServiceProps } from './props.ts'

/**
 * Checks everything that was asked for, the configuration included, before anything is made of it.
 *
 * @throws ConfigFault naming every fault at once
 */
export function checkProps(props: ImageServiceProps): Settings {
  const faults = faultsOf(props)
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
  faults.push(
    ...rangeFault('memorySize', props.memorySize, 512, 10_240),
    ...rangeFault('serveConcurrency', props.serveConcurrency, 1, 100_000),
    ...rangeFault('reconcileConcurrency', props.reconcileConcurrency, 2, 1000),
    ...rangeFault('rolloutConcurrency', props.rolloutConcurrency, 1, 1000),
  )
  return faults
}

function rangeFault(name: string, value: number | undefined, min: number, max: number): string[] {
  if (value === undefined || Token.isUnresolved(value)) return []
  if (Number.isInteger(value) && value >= min && value <= max) return []
  return [`${name}: must be a whole number from ${min} to ${max}, but is ${value}`]
}

function faultsWith({ prefixes }: Settings, { originalsEvents }: ImageServiceProps): string[] {
  const count = outermost(prefixes).length
  if (originalsEvents === 'eventbridge' || count <= MOST_NOTIFIED_PREFIXES) return []
  return [
    `prefixes: S3 notifies of ${MOST_NOTIFIED_PREFIXES} at most, and these are ${count}; originalsEvents: 'eventbridge' takes more`,
  ]
}
