import { resolve } from 'node:path'
import { overlap, parseS3Url, readArgs, UsageFault } from '../cli/command-line.ts'
import { isLoopback } from '../cli/loopback.ts'
import { type AccessOptions, type Cors, readOrigin } from './http/access.ts'
import { nameIn } from './http/hosts.ts'
import { type Buckets, readView, type ViewOptions } from './read-only/options.ts'
import type { TelemetryOptions } from './telemetry/telemetry.ts'
import { usage } from './usage.ts'

/** Three buckets, or a folder of originals whose renditions go into the data folder. */
type LocationOptions = { readonly originals: { readonly folder: string } } | Buckets

export type Options = LocationOptions &
  AccessOptions &
  TelemetryOptions & {
    /** The folder was not named, so it may be made, with samples. */
    readonly isDefaultFolder: boolean
    /** How a deployment is looked at, of which nothing is changed; `null` where this is the service itself. */
    readonly view: ViewOptions | null
    /** The absolute path of the data folder. */
    readonly data: string
    readonly config: string | undefined
    /** 0 takes any free one. */
    readonly port: number
    /** Whether the gallery takes pictures: by default where nobody but this machine reaches it. */
    readonly uploads: boolean
    /** How long the service waits between two looks for changes that nobody tells of, or a listing counts in a view, in ms. */
    readonly pollMs: number
    /** How long requests are still answered after SIGTERM, in ms. */
    readonly drainMs: number
    /** How long a connection is kept on which nobody asks, in ms. */
    readonly keepAliveMs: number
    /** The name by which a web server in front knows the folder of the renditions; `null`: it sends nothing itself. */
    readonly accelRedirect: string | null
    readonly help: boolean
  }

/** @throws UsageFault */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args)
  const host = values.host ?? (process.env.HOST || '127.0.0.1')
  const locations = readLocations(positionals, values)
  const isInBuckets = 'processed' in locations
  const view = readView(values, 'processed' in locations ? locations : null)
  return {
    ...locations,
    isDefaultFolder: positionals.length === 0 && values.originals === undefined,
    view,
    data: resolve(values.data ?? '.sizewright'),
    config: values.config,
    host,
    allowHosts: readList('--allow-host', values['allow-host'], readName, 'names like images.example.com'),
    cors: readCors(values.cors, host),
    uploads: view === null && (values.uploads ?? isLoopback(host)),
    port: readPort(values.port),
    pollMs: 1000 * readWhole('--poll', values.poll ?? (view !== null ? '60' : isInBuckets ? '10' : '300'), 1, 86_400),
    drainMs: 1000 * readWhole('--drain', values.drain ?? '0', 0, 3600),
    keepAliveMs: 1000 * readWhole('--keep-alive', values['keep-alive'], 1, 3600),
    accelRedirect: readAccelRedirect(values['accel-redirect'], isInBuckets),
    log: readLog(values.log),
    metricsHost: values['metrics-host'] ?? host,
    metricsPort:
      values['metrics-port'] === undefined ? null : readWhole('--metrics-port', values['metrics-port'], 0, 65_535),
    help: values.help,
  }
}

interface LocationFlags {
  readonly originals?: string | undefined
  readonly processed?: string | undefined
  readonly errors?: string | undefined
}

function readLocations(positionals: readonly string[], named: LocationFlags): LocationOptions {
  const given = [...positionals, ...(named.originals === undefined ? [] : [named.originals])]
  if (given.length > 1)
    throw new UsageFault(`only one place of originals can be served, but ${given.length} were named`)
  if (given[0] === '')
    throw new UsageFault('the place of originals is an empty name: is a variable of your shell not set?')
  const originals = parseS3Url(given[0] ?? '')
  const processed = parseS3Url(named.processed ?? '')
  const errors = parseS3Url(named.errors ?? '')
  if (originals === null && named.processed === undefined && named.errors === undefined) {
    return { originals: { folder: resolve(given[0] ?? 'images') } }
  }
  if (originals === null || processed === null || errors === null) {
    throw new UsageFault(
      '--originals, --processed and --errors go together, each like s3://bucket or s3://bucket/prefix',
    )
  }
  const pairs = [
    [originals, processed],
    [originals, errors],
    [processed, errors],
  ] as const
  for (const [a, b] of pairs) {
    if (overlap(a, b)) throw new UsageFault(`${a.title} and ${b.title} overlap: take separate buckets or prefixes`)
  }
  return { originals, processed, errors }
}

function parse(args: readonly string[]) {
  return readArgs(
    {
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        originals: { type: 'string' },
        processed: { type: 'string' },
        errors: { type: 'string' },
        poll: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'read-only': { type: 'boolean' },
        url: { type: 'string' },
        data: { type: 'string' },
        config: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
        cors: { type: 'string', multiple: true },
        uploads: { type: 'boolean' },
        drain: { type: 'string' },
        'keep-alive': { type: 'string', default: '65' },
        'accel-redirect': { type: 'string' },
        log: { type: 'string', default: 'text' },
        'metrics-host': { type: 'string' },
        'metrics-port': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    usage,
  )
}

/**
 * By default a service that other machines can reach may be used by the pages of every site, and one on a loopback address
 * only by pages of this machine.
 */
function readCors(texts: readonly string[] | undefined, host: string): Cors {
  if (texts === undefined) return isLoopback(host) ? [] : '*'
  const origins = readList('--cors', texts, readOrigin, 'origins like https://www.example.com, null, or *')
  return origins.includes('*') ? '*' : origins
}

/** Reads a name as `Host` has it, without a port; `null` where it is none. */
function readName(text: string): string | null {
  const name = nameIn(text)
  return name === null || /:\d+$/.test(text.replace(/^\[.*\]/, '')) ? null : name
}

/** @param texts each a value, or several with commas between them */
function readList(
  option: string,
  texts: readonly string[] | undefined,
  read: (text: string) => string | null,
  like: string,
): string[] {
  const all = (texts ?? []).flatMap((text) => text.split(',')).map((text) => text.trim())
  return all.map((text) => {
    const value = read(text)
    if (value === null) throw new UsageFault(`${option} takes ${like}, but is '${text}'`)
    return value
  })
}

function readAccelRedirect(text: string | undefined, isInBuckets: boolean): string | null {
  if (text === undefined) return null
  if (isInBuckets) throw new UsageFault('--accel-redirect is for folders: a web server does not find files in buckets')
  if (/^\/(?:[\w.-]+\/)+$/.test(text)) return text
  throw new UsageFault(`--accel-redirect must begin and end with a slash, like /renditions/, but is '${text}'`)
}

function readLog(text: string): 'text' | 'json' {
  if (text === 'text' || text === 'json') return text
  throw new UsageFault(`--log must be text or json, but is '${text}'`)
}

/** Containers and hosts name the port by a variable, which an option overrules; an empty one is none. */
function readPort(text: string | undefined): number {
  return text === undefined && process.env.PORT
    ? readWhole('PORT', process.env.PORT, 0, 65_535)
    : readWhole('--port', text ?? '3000', 0, 65_535)
}

function readWhole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new UsageFault(`${option} must be a number from ${least} to ${most}, but is '${text}'`)
}
