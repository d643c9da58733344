import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { messageOf } from '../errors.ts'
import { damageOfFont, fontFilesIn } from '../image/fonts/fonts.ts'
import type { AddedFonts } from '../recipe.ts'

/**
 * The most bytes of all fonts together. They become a part of the code that is deployed, which may have 250 MB, unzipped
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), of which ours has 28.
 */
const MOST_BYTES = 200_000_000

/** A configuration that knows its fonts instead of naming a folder. */
interface WithFonts<C> {
  readonly config: C
  /** The folder, where there is nothing wrong with it. */
  readonly folder?: string | undefined
  /** What is wrong with them, in one line each. */
  readonly faults: readonly string[]
}

/**
 * Looks into the folder of fonts that a configuration names, and puts a hash of all of them in its place: the files
 * themselves may have many megabytes, and stay where they are. Whatever else is in it is left to `resolveConfig` to check.
 *
 * @param folder what its path is relative to
 */
export function readFonts<C>(config: C, folder: string): WithFonts<C> {
  if (typeof config !== 'object' || config === null || !('fonts' in config)) return { config, faults: [] }
  const { fonts: name, ...others } = config
  if (typeof name !== 'string' || name === '') return { config, faults: [] }
  const found = fromFolder(name, folder)
  const isGood = 'hash' in found
  const known: unknown = isGood ? { ...others, fonts: found } : others
  const faults = isGood ? [] : found.map((fault) => `fonts: ${fault}`)
  return { config: known as C, faults, folder: isGood ? found.folder : undefined } // oxlint-disable-line typescript/no-unsafe-type-assertion -- what they are took the place of their name
}

/** The fonts, or what is wrong with them. */
function fromFolder(name: string, base: string): AddedFonts | string[] {
  const folder = resolve(base, name)
  try {
    const found = statSync(folder, { throwIfNoEntry: false })
    if (found === undefined) return [`there is no folder ${name}${isAbsolute(name) ? '' : ` in ${resolve(base)}`}`]
    if (!found.isDirectory()) return [`${name} is no folder`]
    const files = fontFilesIn(folder)
    if (files.length === 0) return [`${name} holds no font: no file whose name ends with .ttf, .otf, .ttc or .otc`]
    const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
    if (bytes > MOST_BYTES)
      return [`the fonts in ${name} have ${bytes} bytes, the limit is ${MOST_BYTES}, so that they fit into a function`]
    const faults = files.flatMap((file) => {
      const damage = damageOfFont(join(folder, file))
      return damage === null ? [] : [`${join(name, file)} ${damage}`]
    })
    return faults.length > 0 ? faults : { hash: hashOf(folder, files), folder }
  } catch (error) {
    return [`${name} cannot be read: ${messageOf(error)}`]
  }
}

/** Changes with every byte of a font and every name, by which fontconfig chooses where two are alike. */
function hashOf(folder: string, files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = readFileSync(join(folder, file))
    hash.update(JSON.stringify([file.split('\\').join('/'), bytes.length])).update(bytes)
  }
  return hash.digest('hex').slice(0, 32)
}
