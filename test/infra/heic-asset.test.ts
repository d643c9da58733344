import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundling } from '../../infra/bundling/compile.ts'
import { addHeicDecoder } from '../../infra/bundling/asset.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const picture = join(root, 'test/image/heic/orientation-6.heic')
/** What a function does with a HEIC picture, and nothing else. */
const ENTRY = `
  import { readFileSync } from 'node:fs'
  import { openHeic } from './src/image/heic/heic.ts'
  try {
    const heic = await openHeic(readFileSync(process.argv[2]), { pixels: 1e6 })
    console.log(heic.size.width, heic.size.height, (await heic.decode()).length > 128 * 64 * 3)
  } catch (error) {
    console.log(error.name, error.message)
  }`

let folders: string[] = []
let withDecoder = ''
let without = ''

beforeAll(async () => {
  folders = await Promise.all(['with', 'without'].map((name) => mkdtemp(join(tmpdir(), `sizewright-heic-${name}-`))))
  withDecoder = folders[0]!
  without = folders[1]!
  addHeicDecoder(withDecoder)
  addHeicDecoder(without, null)
})

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})

/** The same bundling with another entry, as no function could be asked this without a bucket. */
function run(folder: string): string {
  const outfile = join(folder, 'heic.mjs')
  buildSync({ ...bundling, stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' }, outfile })
  return execFileSync(process.execPath, [outfile, picture], { cwd: folder, encoding: 'utf8' }).trim()
}

it('the decoder is beside the bundle where it is installed, and decodes there', () => {
  expect(run(withDecoder)).toBe('128 64 true')
})

it('nothing is there otherwise, and the refusal says how to get it', () => {
  expect(existsSync(join(without, 'node_modules'))).toBe(false)
  expect(run(without)).toBe('Refused HEIC pictures need a decoder: npm install libheif-js, then start again')
})

it('what is there is the installed version, with its licence and nothing that is not needed', async () => {
  const place = 'node_modules/libheif-js'
  const manifest = 'node_modules/libheif-js/package.json'
  expect(await readFile(join(withDecoder, manifest))).toEqual(await readFile(join(root, manifest)))
  expect((await readdir(join(withDecoder, place), { recursive: true })).toSorted()).toEqual([
    'LICENSE',
    'libheif-wasm',
    'libheif-wasm/LICENSE',
    'libheif-wasm/libheif.js',
    'libheif-wasm/libheif.wasm',
    'package.json',
  ])
})
