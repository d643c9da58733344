import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { sharp } from '../../image/sharp.ts'

/** What runs here, by version. */
export function build(): { version: string; node: string; sharp: string; vips: string } {
  return {
    version: ownVersion(),
    node: process.versions.node,
    sharp: sharp.versions.sharp ?? 'unknown',
    vips: sharp.versions.vips,
  }
}

/** The sources and the published package lie at different depths below their manifest. */
function ownVersion(): string {
  const file = findPackageJSON(import.meta.url)
  const manifest: unknown = file === undefined ? null : JSON.parse(readFileSync(file, 'utf8'))
  const isOurs = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isOurs ? String(manifest.version) : 'unknown'
}
