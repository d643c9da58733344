import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mutants, mutated } from './mutant.ts'

const ROOT = new URL('../..', import.meta.url).pathname

it.each(mutants)('$name: what `npm run test:mutants` takes away is there', async (mutant) => {
  const source = await readFile(join(ROOT, mutant.file), 'utf8')
  expect(mutated(source, mutant)).not.toBe(source)
})
