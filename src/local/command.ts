import { existsSync } from 'node:fs'
import { FolderInUse } from '../stores/folder/lock.ts'
import { printableLines } from '../printable.ts'
import { loadConfig } from '../cli/load-config.ts'
import { onStopSignals } from '../cli/signals.ts'
import { isUsersFault, NotReady } from '../cli/command-line.ts'
import type { Settings } from '../config/config.ts'
import { foreignFontconfig } from '../image/fonts/fonts.ts'
import { type Options, readOptions } from './options.ts'
import { createConsoleLog } from './telemetry/console-log.ts'
import { type Instrumentation, openTelemetry } from './telemetry/telemetry.ts'
import { isOfScript, whenOrphaned } from './orphaned.ts'
import { usage } from './usage.ts'

/** Within so long, in ms, two signals are one: Ctrl-C reaches the process that a script has started, and npm, which hands it on. */
const TWICE_MS = 500

/**
 * Runs the one-machine service until it is told to stop. What the user got wrong is one line and exit code 2, and what is not
 * ready yet, such as a disk or a bucket, exit code 1.
 */
export async function serve(args: readonly string[]): Promise<void> {
  try {
    const options = readOptions(args)
    if (options.help) console.log(usage)
    else await run(options)
  } catch (error) {
    if (!(isUsersFault(error) || error instanceof FolderInUse)) throw error
    console.error(`sizewright: ${printableLines(error.message)}`)
    process.exitCode = isUsersFault(error) && !(error instanceof NotReady) ? 2 : 1
  }
}

async function run(options: Options): Promise<void> {
  let stop = (_drainMs: number): void => process.exit(0) // nothing has begun that could not be broken off
  const twiceMs = isOfScript() ? TWICE_MS : 0
  const requests = onStopSignals(['SIGINT', 'SIGTERM'], (signal) => stop(signal === 'SIGTERM' ? options.drainMs : 0), {
    twiceMs,
    exitCode: 1,
  })
  whenOrphaned(() => requests.isAsked() || requests.ask('SIGTERM'))

  if (options.log === 'text') createConsoleLog(process.stderr).starting(placeOf(options))
  const settings = await loadConfig(options.config)
  const outputs = await openTelemetry(options, settings)
  const server = await startAsAsked(options, settings, outputs.telemetry).catch(async (error: unknown) => {
    await outputs.close()
    throw error
  })
  outputs.started(server, notes())
  stop = (drainMs) => void server.close(drainMs).then(() => outputs.close())
}

/** Of the service and the view only the one that is asked for is loaded, and so nothing that could change what is only looked at. */
async function startAsAsked(options: Options, settings: Settings, telemetry: Instrumentation) {
  const { view } = options
  if (view === null) return (await import('./server.ts')).startServer(options, settings, telemetry)
  return (await import('./read-only/viewer.ts')).startViewer({ ...options, view }, settings, telemetry)
}

function placeOf({ originals, isDefaultFolder }: Options): string {
  if (!('folder' in originals)) return originals.title
  const isNew = isDefaultFolder && !existsSync(originals.folder)
  return isNew ? `${originals.folder}, which is new and gets three samples` : originals.folder
}

function notes(): string[] {
  const variable = foreignFontconfig()
  if (variable === null) return []
  return [
    `${variable} is set: text in drawings is drawn with the fonts that it names, and not with those that come along; whatever else works on the same pictures must have the same`,
  ]
}
