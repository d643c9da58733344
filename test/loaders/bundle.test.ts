import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import config from '../../sizewright.config.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** As a page's bundler does it. */
async function bundle(contents: string): Promise<{ inputs: string[]; text: string }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    external: ['react'], // the page has it
    target: 'es2022',
    absWorkingDir: ROOT,
    define: { 'process.env.NEXT_PUBLIC_SIZEWRIGHT_URL': '"https://images.example.com"' },
    logLevel: 'silent',
  })
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.entries(output?.inputs ?? {}).filter(
    ([path, { bytesInOutput }]) => path !== '<stdin>' && bytesInOutput > 0,
  )
  return { inputs: inputs.map(([path]) => path), text: outputFiles.map(({ text }) => text).join('') }
}

test.for([
  [`export { createLoader } from './src/loaders/loader.ts'`, 2900],
  [`export { default } from './src/loaders/next.ts'`, 3100],
  [`export { default } from './src/loaders/nuxt.ts'`, 3000],
  [`export { default } from './src/loaders/astro.ts'`, 3600],
  [`export { createImage } from './src/loaders/react.ts'`, 3300],
  [`export { defineImage } from './src/loaders/element.ts'`, 3600],
] as const)('%s has less than %d bytes, compressed, and brings nothing along', async ([contents, most]) => {
  const { inputs, text } = await bundle(contents)
  expect(inputs.filter((path) => !path.startsWith('src/loaders/')).toSorted()).toEqual([
    'src/config/default-variants.ts',
    'src/config/widths.ts',
    'src/path.ts',
  ])
  expect(text.replace(/import\{createElement as \w+\}from"react";/, '')).not.toMatch(
    /\b(?:process|Buffer|require|import)\b/,
  )
  expect({ bytes: gzipSync(text).length }).toEqual({ bytes: expect.toSatisfy((bytes: number) => bytes < most) })
})

test('a page that imports the configuration gets its data and no validation', async () => {
  const { inputs, text } = await bundle(`export { default } from './sizewright.config.ts'`)
  expect(inputs).toEqual(['sizewright.config.ts'])
  expect(text.length).toBeLessThan(JSON.stringify(config).length + 100)
})
