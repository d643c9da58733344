#!/usr/bin/env node
import './cli/node-version.js' // first, so that it comes before whatever an old Node.js cannot do
import { restartTuned } from './local/restart.ts'

/** The commands beside serving, which needs no word. Each is loaded when it is asked for, and gives the exit code. */
const commands: Record<string, () => Promise<(args: readonly string[]) => Promise<number>>> = {
  check: async () => (await import('./check/command.ts')).check,
  doctor: async () => (await import('./doctor/command.ts')).doctor,
}

const [word = '', ...rest] = process.argv.slice(2)
const command = Object.hasOwn(commands, word) ? commands[word] : undefined
if (command === undefined) {
  restartTuned()
  const { serve } = await import('./local/command.ts') // after the restart, so that it is loaded once
  await serve(process.argv.slice(2))
} else {
  const code = await (await command())(rest)
  // What it was waiting for when it was interrupted is given up: that may take as long as all its time-outs.
  process.stdout.write('', () => process.exit(code))
}
