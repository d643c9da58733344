#!/usr/bin/env node
import { ConfigFault } from './config.ts'
import { loadConfig } from './local/load-config.ts'
import { readOptions, usage, UsageFault } from './local/options.ts'
import { startService } from './local/service.ts'
import { createTalk } from './local/talk.ts'
import { FolderInUse } from './stores/folder-lock.ts'

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(usage)
  else await run(options)
} catch (error) {
  if (!(error instanceof UsageFault || error instanceof ConfigFault || error instanceof FolderInUse)) throw error
  console.error(`sizewright: ${error.message}`)
  process.exitCode = 1
}

async function run(options: ReturnType<typeof readOptions>): Promise<void> {
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
