#!/usr/bin/env node
import { ConfigFault } from './config.ts'
import { loadConfig } from './local/load-config.ts'
import { readOptions, usage, UsageFault } from './local/options.ts'
import { startService } from './local/service.ts'
import { createTalk } from './local/talk.ts'
import { FolderInUse } from './stores/folder-lock.ts'

/** Each gives the process's exit code. What they need is loaded only for them. */
const commands: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<number>>>> = {
  doctor: async () => (await import('./doctor/command.ts')).doctor,
}

const args = process.argv.slice(2)
const [name = '', ...rest] = args
const load = Object.hasOwn(commands, name) ? commands[name] : undefined
if (load === undefined) await serve(args)
else process.exitCode = await (await load())(rest)

async function serve(args: readonly string[]): Promise<void> {
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
