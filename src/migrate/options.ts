import { CALL, DOCS, readArgs, UsageFault } from '../cli/command-line.ts'

export const migrateUsage = `Usage: ${CALL} migrate LOGFILE… [options]

Reads which sizes, fits and formats of pictures were really asked for from another service, and writes the configuration
that covers them: ${DOCS}/migrating.md

  LOGFILE          access logs of CloudFront, nginx, Apache, ALB or S3, or lists of addresses; zipped (.gz) or not
  --cover 99       the share of the requests, in percent, that the variants are to cover
  --out FILE       default: sizewright.config.migrated.ts; a file that is there is never overwritten
  -h, --help

It ends with 0 when the configuration was written, 1 when a log could not be read or has no address that is known, and 2
when it was called wrongly.`

export interface MigrateOptions {
  readonly logs: readonly string[]
  /** From 0 to 1. */
  readonly cover: number
  readonly out: string
}

/** `null`: only the usage was asked for. @throws UsageFault */
export function readMigrateOptions(args: readonly string[]): MigrateOptions | null {
  const { values, positionals } = readArgs(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        cover: { type: 'string', default: '99' },
        out: { type: 'string', default: 'sizewright.config.migrated.ts' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    migrateUsage,
  )
  if (values.help) return null
  if (positionals.length === 0) throw new UsageFault(`which logs are to be read?\n\n${migrateUsage}`)
  const cover = Number(values.cover)
  if (!(cover > 0 && cover <= 100))
    throw new UsageFault(`--cover must be a number of percent, above 0 and up to 100, but is '${values.cover}'`)
  return { logs: positionals, cover: cover / 100, out: values.out }
}
