import { cpSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findHeicDecoder } from '../../src/image/heic-decoder.ts'

/** What the functions need of it, and its licences; the rest is the same once more, for browsers. */
const FILES = [
  'package.json',
  'LICENSE',
  'libheif-wasm/LICENSE',
  'libheif-wasm/libheif.js',
  'libheif-wasm/libheif.wasm',
]

/**
 * Puts the optional decoder of HEIC into a function's folder, if it is installed here: the very files, as they run on
 * any architecture and depend on nothing, so that the cloud has the version that the user's own lockfile names.
 */
export function addHeicDecoder(folder: string, decoder: string | null = findHeicDecoder()): void {
  if (decoder === null) return
  const installed = dirname(dirname(decoder))
  for (const file of FILES) cpSync(join(installed, file), join(folder, 'node_modules/libheif-js', file))
}
