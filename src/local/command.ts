import { ConfigFault } from '../config.ts'
import { FolderInUse } from '../stores/folder-lock.ts'
import { loadConfig } from './load-config.ts'
import { type Options, readOptions, usage, UsageFault } from './options.ts'
import { startService } from './service.ts'
import { createTalk } from './talk.ts'

/** Runs the one-machine service until it is told to stop. What the user got wrong is one line and exit code 1. */
export async function serve(args: readonly string[]): Promise<void> {
  try {
    const options = readOptions(args)
    if (options.help) console.log(usage)
    else await run(options)
  } catch (error) {
    if (!(error instanceof UsageFault || error instanceof ConfigFault || error instanceof FolderInUse)) throw error
    console.error(`sizewright: ${error.message}`)
    process.exitCode = 1
  }
}

async function run(options: Options): Promise<void> {
  const settings = await loadConfig(options.config)
  const service = await startService(options, settings, createTalk(process.stderr))
  console.log(`sizewright: ${service.url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1)) // whoever asks twice does not want to wait
      void service.close()
    })
  }
}
