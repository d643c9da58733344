import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigFault, resolveConfig, type Settings, withFaults } from '../config/config.ts'
import { messageOf } from '../errors.ts'
import { foreignFontconfig, useFonts } from '../image/fonts/fonts.ts'
import { findWatermarkFault } from '../image/watermark/watermark.ts'
import { readFonts } from './fonts.ts'
import { type NamedImage, readWatermarks } from './watermarks.ts'

const DEFAULT_FILE = 'sizewright.config.ts'

/**
 * Loads the configuration file that was named, or the one in the working directory, or else the defaults; and the
 * images and fonts that it names.
 *
 * @throws ConfigFault
 */
export async function loadConfig(named: string | undefined): Promise<Settings> {
  const file = resolve(named ?? DEFAULT_FILE)
  if (!existsSync(file)) {
    if (named === undefined) return withFontsOfMachine(resolveConfig({}))
    throw new ConfigFault([`${named}: there is no such file`])
  }
  const withFonts = readFonts(await importDefault(file), dirname(file))
  useFonts(withFonts.folder)
  const { config, images, faults } = readWatermarks(withFonts.config, dirname(file))
  const damages = await Promise.all(images.map(findDamage))
  const settings = withFaults([...faults, ...damages.flat(), ...withFonts.faults], () => resolveConfig(config))
  return withFontsOfMachine(settings)
}

/**
 * Where somebody has told fontconfig what to read, that decides how drawings look: so it takes the place of our fonts in
 * their recipes, too.
 */
function withFontsOfMachine(settings: Settings): Settings {
  const variable = foreignFontconfig()
  return variable === null ? settings : { ...settings, fonts: { hash: `${variable}=${process.env[variable]}` } }
}

async function findDamage({ setting, name, image }: NamedImage): Promise<string[]> {
  const fault = await findWatermarkFault(image)
  return fault === null ? [] : [`${setting}: ${name} ${fault}`]
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const loaded: unknown = await import(pathToFileURL(file).href)
    if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return loaded.default
  } catch (error) {
    throw new ConfigFault([`${file}: ${messageOf(error)}`])
  }
  throw new ConfigFault([`${file}: needs 'export default defineConfig({ … })'`])
}
