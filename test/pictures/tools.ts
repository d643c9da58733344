import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Sharp } from 'sharp'

/** What the scripts that make pictures share. */

const folder = mkdtempSync(join(tmpdir(), 'pictures-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

/** So that a picture that is made again is the same. */
const UNDATED = ['-define', 'png:exclude-chunks=date,time']
const PROFILES = '/usr/share/color/icc/ghostscript'

/** The path of a file that lasts as long as the process. */
export const at = (name: string): string => join(folder, name)

/** The path of a picture that is committed. */
export const out = (name: string): string => fileURLToPath(new URL(`files/${name}`, import.meta.url))

export function run(command: string, ...args: string[]): Buffer {
  return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs ImageMagick. @param from a file of `at` */
export function magick(name: string, from: string, ...args: string[]): void {
  run('convert', at(from), ...args, ...UNDATED, out(name))
}

/** What has ImageMagick convert from sRGB to one of ghostscript's profiles. */
export function into(profile: string): string[] {
  return ['-profile', `${PROFILES}/srgb.icc`, '-profile', `${PROFILES}/${profile}.icc`]
}

export async function save(name: string, picture: Sharp | Uint8Array): Promise<void> {
  writeFileSync(out(name), picture instanceof Uint8Array ? picture : await picture.toBuffer())
}
