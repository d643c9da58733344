import type { Stack } from 'aws-cdk-lib'

/** Readers of the context's values, and what they found wrong. Each is `undefined` where nothing is said. */
export interface Context {
  readonly faults: string[]
  readonly text: (name: string) => string | undefined
  readonly list: (name: string) => string[] | undefined
  readonly number: (name: string) => number | undefined
  readonly days: (name: string) => number | undefined
  readonly arn: (name: string) => string | undefined
  readonly bucket: (name: string) => string | undefined
  /** @param what is wanted, to be read after "must be" */
  readonly matching: (name: string, pattern: RegExp, what: string) => string | undefined
  readonly flag: (name: string) => boolean | undefined
  readonly choice: <Value>(name: string, choices: Readonly<Record<string, Value>>) => Value | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/** Reads the context of CDK, in which a value is of any kind (`cdk.json`) or a string (`-c name=value`). */
export function readContext(stack: Stack): Context {
  const faults: string[] = []

  function text(name: string): string | undefined {
    const value: unknown = stack.node.tryGetContext(name)
    if (Array.isArray(value)) return value.join(',')
    if (typeof value === 'boolean' || typeof value === 'number') return `${value}`
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  function choice<Value>(name: string, choices: Readonly<Record<string, Value>>): Value | undefined {
    const value = text(name)
    if (value === undefined || Object.hasOwn(choices, value)) return choices[value ?? '']
    faults.push(`${name}: must be ${alternatives(Object.keys(choices))}, but is '${value}'`)
    return undefined
  }

  function number(name: string): number | undefined {
    const value = text(name)
    if (value === undefined) return undefined
    const read = Number(value)
    if (Number.isFinite(read)) return read
    faults.push(`${name}: must be a number, but is '${value}'`)
    return undefined
  }

  function matching(name: string, pattern: RegExp, what: string): string | undefined {
    const value = text(name)
    if (value === undefined || pattern.test(value)) return value
    faults.push(`${name}: must be ${what}, but is '${value}'`)
    return undefined
  }

  return {
    faults,
    text,
    list: (name) =>
      text(name)
        ?.split(',')
        .map((one) => one.trim()),
    number,
    days: (name) => toNumber(matching(name, /^[1-9][0-9]{0,4}$/, 'a whole number of days')),
    arn: (name) => matching(name, /^arn:[^:\s]+:[^:\s]+:[^:\s]*:[^:\s]*:\S+$/, 'an ARN'),
    bucket: (name) => matching(name, BUCKET, 'the name of a bucket'),
    matching,
    flag: (name) => choice(name, { true: true, false: false }),
    choice,
  }
}

function toNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits)
}

function alternatives(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`)
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}
