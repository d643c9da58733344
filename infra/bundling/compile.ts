import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type * as Esbuild from 'esbuild'
import { pin } from './pinned.ts'

/** The functions, by the names of their entries in `src/lambda`. */
export type FunctionName = 'serve' | 'reconcile'

/** CommonJS in the bundle calls `require`, which an ES module does not have. No name here may be one of the bundle's. */
const BANNER =
  "import{createRequire as requireForBundle}from'node:module';const require=requireForBundle(import.meta.url);"

/** The entry of the decoders' processes, bundled beside the function that starts them. */
const DECODER = { child: 'src/decoders/child.ts' }

/**
 * How an entry becomes a bundle, also where the cold start is measured. Sharp stays outside, as it depends on the
 * architecture.
 */
export const bundling = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  external: ['sharp'],
  banner: { js: BANNER },
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  outExtension: { '.js': '.mjs' },
} satisfies Esbuild.BuildOptions

/**
 * Compiles a function into a folder: `index.mjs`, and a lockfile that pins Sharp, which depends on the architecture and
 * is installed later.
 *
 * Names are not minified, for the sake of stack traces. A source map would make them better still, but reading it costs
 * a tenth of the time that the function takes to start (docs/decisions/011).
 */
export function compile(name: FunctionName, folder: string): void {
  // The published package has its bundles with it, and no esbuild.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof Esbuild // oxlint-disable-line typescript/no-unsafe-type-assertion -- it is none else
  buildSync({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: { index: `src/lambda/${name}.ts`, ...(name === 'reconcile' && DECODER) },
    outdir: folder,
    ...bundling,
  })
  mkdirSync(folder, { recursive: true })
  const { manifest, lock } = pin(new URL('../../package-lock.json', import.meta.url), 'sharp')
  writeFileSync(`${folder}/package.json`, JSON.stringify(manifest, null, 2))
  writeFileSync(`${folder}/npm-shrinkwrap.json`, JSON.stringify(lock, null, 2))
}
