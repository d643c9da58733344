#!/usr/bin/env node
import './cli/node-version.js' // first, so that it comes before whatever an old Node.js cannot do
import { readCall } from './cli/call.ts'
import { restartTuned } from './local/restart.ts'

/** The commands beside serving, which needs no word. Each is loaded when it is asked for, and gives the exit code. */
const commands: Record<string, () => Promise<(args: readonly string[]) => Promise<number>>> = {
  check: async () => (await import('./check/command.ts')).check,
  doctor: async () => (await import('./doctor/command.ts')).doctor,
  migrate: async () => (await import('./migrate/command.ts')).migrate,
}

const call = readCall(process.argv.slice(2), Object.keys(commands))
if ('say' in call) {
  if (call.exitCode === 0) console.log(call.say)
  else console.error(`sizewright: ${call.say}`)
  process.exitCode = call.exitCode
} else if (call.command === null) {
  restartTuned()
  const { serve } = await import('./local/command.ts') // after the restart, so that it is loaded once
  await serve(call.args)
} else {
  const code = await (await commands[call.command]!())(call.args)
  // What it was waiting for when it was interrupted is given up: that may take as long as all its time-outs.
  process.stdout.write('', () => process.exit(code))
}
