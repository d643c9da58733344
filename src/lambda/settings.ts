import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { resolveConfig, type Settings } from '../config/config.ts'

/**
 * Reads the configuration that a bundle brings with it.
 *
 * @param entry URL of the module beside which `settings.json` lies
 * @throws Error where there is none or it is no JSON; ConfigFault where it is not valid
 */
export function readSettings(entry: string): Settings {
  const file = fileURLToPath(new URL('settings.json', entry))
  return resolveConfig(parse(file))
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Error(`${file} must hold the configuration as JSON, and cannot be read`, { cause })
  }
}
