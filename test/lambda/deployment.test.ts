import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { resolveConfig } from '../../src/config/config.ts'
import { readEnvironment, readSettings } from '../../src/lambda/deployment.ts'

async function entryBeside(settings?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  if (settings !== undefined) await writeFile(join(folder, 'settings.json'), settings)
  return pathToFileURL(join(folder, 'index.mjs')).href
}

it('reads the settings that lie beside the entry', async () => {
  const settings = resolveConfig({ variants: { hero: { width: 1920 } }, prefixes: ['photos/'] })
  expect(readSettings(await entryBeside(JSON.stringify(settings)))).toEqual(settings)
})

it('says which file is missing, or is no JSON', async () => {
  for (const settings of [undefined, '{']) {
    const entry = await entryBeside(settings)
    expect(() => readSettings(entry)).toThrow(/\/settings\.json must hold the configuration/)
  }
})

it('names every fault of the settings', async () => {
  const entry = await entryBeside('{"variants":{"hero":{"width":"wide"}},"qualty":1}')
  expect(() => readSettings(entry)).toThrow(/has 2 faults/)
})

it('names every variable that is missing', () => {
  expect(readEnvironment(['A'], { A: '1' })).toEqual({ A: '1' })
  expect(() => readEnvironment(['A', 'B', 'C'], { A: '1', B: '' })).toThrow('the environment has no B, no C')
})
