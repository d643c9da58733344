import { ConfigFault } from '../config/config.ts'
import { FolderInUse } from '../stores/folder/lock.ts'
import { printableLines } from '../printable.ts'
import { loadConfig } from '../cli/load-config.ts'
import { UsageFault } from '../cli/usage-fault.ts'
import { type Options, readOptions, usage } from './options.ts'
import { openOperation } from './telemetry/telemetry.ts'
import { isOfScript, whenOrphaned } from './orphaned.ts'
import { startService } from './server.ts'

/** In ms: Ctrl-C reaches the process that a script has started, and npm, which hands it on. That is to ask once. */
const TWICE_MS = 500

/** Runs the one-machine service until it is told to stop. What the user got wrong is one line and exit code 1. */
export async function serve(args: readonly string[]): Promise<void> {
  try {
    const options = readOptions(args)
    if (options.help) console.log(usage)
    else await run(options)
  } catch (error) {
    if (!(error instanceof UsageFault || error instanceof ConfigFault || error instanceof FolderInUse)) throw error
    console.error(`sizewright: ${printableLines(error.message)}`)
    process.exitCode = 1
  }
}

async function run(options: Options): Promise<void> {
  let stop = (_drainMs: number): void => process.exit(0) // nothing has begun that could not be broken off
  const twiceMs = isOfScript() ? TWICE_MS : 0
  let asked: number | null = null
  function ask(drainMs: number): void {
    const now = performance.now()
    if (asked === null) stop(drainMs)
    else if (now - asked >= twiceMs) process.exit(1) // whoever asks twice does not want to wait
    asked ??= now
  }
  process.on('SIGINT', () => ask(0))
  process.on('SIGTERM', () => ask(options.drainMs))
  whenOrphaned(() => asked === null && ask(options.drainMs))

  const settings = await loadConfig(options.config)
  const operation = await openOperation(options, settings)
  const service = await startService(options, settings, operation.talk).catch(async (error: unknown) => {
    await operation.close()
    throw error
  })
  operation.started(service)
  stop = (drainMs) => void service.close(drainMs).then(() => operation.close())
}
