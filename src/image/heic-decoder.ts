import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Refused } from '../errors.ts'

/** The command that installs the decoder. */
export const heicInstallCommand = 'npm install libheif-js'

/** The file of the package that Node is asked for; the WebAssembly lies beside it. */
const ENTRY = 'libheif-js/libheif-wasm/libheif.js'

let found: string | null | undefined

/**
 * The optional package that decodes HEIC: the absolute path of its JavaScript, or `null` where it is not installed. It
 * is looked up once.
 */
export function findHeicDecoder(): string | null {
  // The second base is for `npx`, which keeps this package away from the project in which it is called.
  found ??= lookUpHeicDecoder([import.meta.url, pathToFileURL(join(process.cwd(), 'any.js')).href])
  return found
}

/** @param bases URLs of files, from which packages are looked for as Node does it */
export function lookUpHeicDecoder(bases: readonly string[]): string | null {
  for (const base of bases) {
    try {
      return createRequire(base).resolve(ENTRY)
    } catch {
      // perhaps from the next one
    }
  }
  return null
}

/** The refusal of a HEIC picture where there is no decoder. */
export function withoutHeicDecoder(): Refused {
  return new Refused('unsupported', `HEIC pictures need a decoder: ${heicInstallCommand}, then start again`)
}
