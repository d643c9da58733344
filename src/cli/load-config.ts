import { type Stats, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigFault, resolveConfig, type Settings, withFaults } from '../config/config.ts'
import { messageOf } from '../errors.ts'
import { foreignFontconfig, useFonts } from '../image/fonts/fonts.ts'
import { findWatermarkFault } from '../image/watermark/watermark.ts'
import { placeOf } from './fault-place.ts'
import { readFonts } from './fonts.ts'
import { type NamedImage, readWatermarks } from './watermarks.ts'

const DEFAULT_FILE = 'sizewright.config.ts'
const EXAMPLE = 'export default defineConfig({ … })'

/**
 * Loads the configuration file that was named, or the one in the working directory, or else the defaults; and the
 * images and fonts that it names.
 *
 * @throws ConfigFault
 */
export async function loadConfig(named: string | undefined): Promise<Settings> {
  const file = resolve(named ?? DEFAULT_FILE)
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined && named === undefined) return withFontsOfMachine(resolveConfig({}))
  if (stat === undefined) throw new ConfigFault([`${named}: there is no such file`])
  try {
    return withFontsOfMachine(await read(file, stat))
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    const isNamed = error.faults.some((fault) => fault.startsWith(file))
    throw isNamed ? error : new ConfigFault(error.faults, file)
  }
}

async function read(file: string, stat: Stats): Promise<Settings> {
  if (!stat.isFile()) throw new ConfigFault(['this is no file: name one like sizewright.config.ts'])
  const withFonts = readFonts(await importDefault(file), dirname(file))
  useFonts(withFonts.folder)
  const { config, images, faults } = readWatermarks(withFonts.config, dirname(file))
  const damages = await Promise.all(images.map(findDamage))
  return withFaults([...faults, ...damages.flat(), ...withFonts.faults], () => resolveConfig(config))
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
  if (!/^\.[cm]?[jt]s$/.test(extname(file))) {
    throw new ConfigFault([`the configuration is TypeScript or JavaScript, as in ${DEFAULT_FILE}: ${EXAMPLE}`])
  }
  try {
    const loaded: unknown = await import(pathToFileURL(file).href)
    if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return loaded.default
  } catch (error) {
    throw new ConfigFault([`${placeOf(error, file)}: ${messageOf(error)}`])
  }
  throw new ConfigFault([`needs '${EXAMPLE}'`])
}
