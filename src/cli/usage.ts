import { parseArgs, type ParseArgsConfig } from 'node:util'
import { ConfigFault } from '../config/config.ts'
import { messageOf } from '../errors.ts'

/** What the caller asked for makes no sense; the message says what does. */
export class UsageFault extends Error {
  override name = 'UsageFault'
}

/** Whether the user can mend what is wrong: the command line or the configuration. */
export function isUsersFault(error: unknown): error is UsageFault | ConfigFault {
  return error instanceof UsageFault || error instanceof ConfigFault
}

/**
 * Reads a command line as Node's `parseArgs` does.
 *
 * @param usage is shown below what is wrong
 * @throws UsageFault
 */
export function readArgs<const C extends ParseArgsConfig>(config: C, usage: string): ReturnType<typeof parseArgs<C>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageFault(`${messageOf(error)}\n\n${usage}`, { cause: error })
  }
}
