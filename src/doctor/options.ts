import { CALL, DOCS, parseS3Url, readArgs, type S3Location, UsageFault } from '../cli/command-line.ts'

export const doctorUsage = `Usage: ${CALL} doctor LOCATION [options]

Reads a collection as it is, before anything is switched over, and tells what is in it, what needs looking at, and
what its renditions will take. Nothing is written anywhere.

  LOCATION         a folder, or s3://BUCKET[/PREFIX] in S3 or in what speaks its language (AWS_ENDPOINT_URL_S3)
  --sample 24      how many pictures are rendered for the estimates; 'all' renders every one
  --config FILE    default: sizewright.config.ts
  --json           the report as JSON: ${DOCS}/doctor.md
  -h, --help

It ends with 0 when the collection could be read, 1 when not, 2 when it was called wrongly, and 130 after Ctrl-C, which
prints what was seen so far.`

export interface DoctorOptions {
  readonly location: S3Location | { readonly title: string }
  /** `Infinity`: all. */
  readonly sample: number
  readonly config: string | undefined
  readonly json: boolean
}

/** `null`: only the usage was asked for. @throws UsageFault */
export function readDoctorOptions(args: readonly string[]): DoctorOptions | null {
  const { values, positionals } = parse(args)
  if (values.help) return null
  const [title, ...others] = positionals
  if (title === undefined || title === '')
    throw new UsageFault(`what is to be looked at? Name a folder or s3://BUCKET\n\n${doctorUsage}`)
  if (others.length > 0) throw new UsageFault(`one location at a time, but ${positionals.length} were named`)
  const bucket = parseS3Url(title)
  if (bucket === null && /^s3:/i.test(title))
    throw new UsageFault(`'${title}' must be like s3://bucket or s3://bucket/prefix`)
  return { location: bucket ?? { title }, sample: readSample(values.sample), config: values.config, json: values.json }
}

function readSample(text: string): number {
  if (text === 'all') return Infinity
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageFault(`--sample must be a whole number from 1 on, or 'all', but is '${text}'`)
}

function parse(args: readonly string[]) {
  return readArgs(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        sample: { type: 'string', default: '24' },
        config: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    doctorUsage,
  )
}
