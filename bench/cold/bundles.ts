import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { bundling } from '../../infra/bundling/compile.ts'
import { resolveConfig } from '../../src/config/config.ts'

const ROOT = new URL('../..', import.meta.url).pathname

export interface Bundle {
  /** A folder that is a function. */
  readonly folder: string
  readonly bytes: number
  /** Bytes in the bundle by package, the largest first; what is ours is `sizewright`. */
  readonly composition: readonly (readonly [name: string, bytes: number])[]
}

/** Bundles an entry as the construct does, with this machine's Sharp beside it and the default settings. */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, 'index.mjs')
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    ...bundling,
    metafile: true,
  })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(resolveConfig({})))
  const [output] = Object.values(metafile.outputs)
  return { folder, bytes: output?.bytes ?? 0, composition: compositionOf(output) }
}

function compositionOf(output: Metafile['outputs'][string] | undefined): (readonly [string, number])[] {
  const byPackage = new Map<string, number>()
  for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const [, name = 'sizewright'] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? []
    byPackage.set(name, (byPackage.get(name) ?? 0) + bytesInOutput)
  }
  return [...byPackage].toSorted(([, a], [, b]) => b - a)
}
