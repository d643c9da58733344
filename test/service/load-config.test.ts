import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runOnce } from '../local/running.ts'

/** What the service says of a configuration; vitest imports modules in its own way, so a process of its own reads it. */
async function complaint(name: string, text: string, more: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-config-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [file, content] of Object.entries({ [name]: text, ...more })) await writeFile(join(folder, file), content)
  await mkdir(join(folder, 'folder'))
  const { code, output } = await runOnce([folder, '--data', join(folder, 'data'), '--config', join(folder, name)])
  expect(code).toBe(2)
  return output.replaceAll(folder, '').trim()
}

it.each([
  ['a.ts', 'const x: = 3\nexport default {}', '/a.ts:1:10: Unexpected token'],
  ['a.ts', 'export default {\n  formats: [\n', '/a.ts:2:13: Expression expected'],
  ['a.ts', 'export default {\n  formats: []\n  widths: []\n}', "/a.ts:3:3: Expected ','"],
  ['a.ts', 'enum A { b }\nexport default {}', '/a.ts:1:1: TypeScript enum is not supported'],
  ['a.mjs', 'export default {\n  formats: ]\n}', "/a.mjs:2:12: Unexpected token ']'"],
  ['a.mjs', 'export default {\n', '/a.mjs:2:1: Unexpected end of input'],
  ['a.ts', "\n  throw new Error('boom')", '/a.ts:2:9: boom'],
  ['a.ts', 'export default { formats: nothing }', '/a.ts:1:27: nothing is not defined'],
  ['a.ts', "throw 'boom'", '/a.ts: boom'],
])('%s with %j says where: %s', async (name, text, said) => {
  expect(await complaint(name, text)).toContain(`sizewright: the configuration has a fault:\n  ${said}`)
})

it('says where in a module that the configuration imports', async () => {
  const said = await complaint('a.ts', "import './b.ts'", { 'b.ts': "\nthrow new Error('boom')" })
  expect(said).toBe('sizewright: the configuration has a fault (/a.ts):\n  /b.ts:2:7: boom')
})

it.each([
  ['c.json', '{}', 'the configuration is TypeScript or JavaScript, as in sizewright.config.ts: export default'],
  ['a.ts', 'export const config = {}', "needs 'export default defineConfig({ … })'"],
  ['a.ts', 'export default { variants: [{ width: 1 }] }', 'variants: must be an object of variants, { hero: '],
])('%s with %j: %s', async (name, text, said) => {
  expect(await complaint(name, text)).toContain(`sizewright: the configuration has a fault (/${name}):\n  ${said}`)
})
