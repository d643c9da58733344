import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const usage = `Usage: npm start -- [folder] [options]

  folder           the originals (default: ./images, made with three samples when it is not there)
  --port 3000      0 takes any free port
  --host 127.0.0.1 0.0.0.0 lets other machines in
  --data FOLDER    where renditions and errors are kept (default: .sizewright)
  --config FILE    default: sizewright.config.ts
  --help`

export interface Options {
  /** Absolute. */
  readonly folder: string
  /** The folder was not named, so it may be made, with samples. */
  readonly isDefaultFolder: boolean
  /** Absolute. */
  readonly data: string
  readonly config: string | undefined
  readonly host: string
  readonly port: number
  readonly help: boolean
}

/** What the caller asked for makes no sense; the message says what does. */
export class UsageFault extends Error {
  override name = 'UsageFault'
}

/** @throws UsageFault */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args)
  if (positionals.length > 1)
    throw new UsageFault(`only one folder can be served, but ${positionals.length} were named`)
  return {
    folder: resolve(positionals[0] ?? 'images'),
    isDefaultFolder: positionals.length === 0,
    data: resolve(values.data),
    config: values.config,
    host: values.host,
    port: readPort(values.port),
    help: values.help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '3000' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string', default: '.sizewright' },
        config: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageFault(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error })
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageFault(`--port must be a number from 0 to 65535, but is '${text}'`)
}
