import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, flat, isObject, type Json, listOf } from '../infra/json.ts'
import { asked, drawing } from '../integ/drawing.ts'
import { useCloud } from './use.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const start = useCloud()

it('what `npm run test:account` expects of an account is what comes here', async () => {
  const cloud = await start()
  await cloud.originals.put(drawing.key, Buffer.from(drawing.body))
  for (const { path, method, answer } of asked) {
    const { status, body } = await cloud.get(path, {}, method)
    const said: unknown = method === 'GET' ? { status, body: JSON.parse(Buffer.from(body).toString()) } : { status }
    expect(said).toMatchObject(answer)
  }
})

describe('the integration test, as the runner has it synthesized', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewright-integ-'))
    const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: '{"aws:cdk:bundling-stacks":[]}' }
    await promisify(execFile)(process.execPath, ['test/integ/older-schema.ts', 'test/integ/integ.default.ts'], {
      cwd: ROOT,
      env,
    })
  })
  afterAll(() => rm(folder, { recursive: true }))
  const read = async (name: string): Promise<Json> => JSON.parse(await readFile(join(folder, name), 'utf8'))

  it('uploads, and then asks for one thing after another', async () => {
    const { testCases } = (await read('integ.json')) as { testCases: Record<string, { assertionStackName: string }> } // oxlint-disable-line typescript/no-unsafe-type-assertion -- CDK writes it so
    const [assertions] = Object.values(testCases)
    const resources = at(await read(`${assertions?.assertionStackName}.template.json`), 'Resources')
    const calls = Object.entries(isObject(resources) ? resources : {})
      .filter(([, one]) => flat(at(one, 'Type')).startsWith('Custom::DeployAssert'))
      .map(([id, one]) => ({ id, one, after: listOf(at(one, 'DependsOn')).map(flat) }))
    expect(calls.map(({ one }) => at(one, 'Type'))).toEqual([
      'Custom::DeployAssert@SdkCallS3putObject',
      ...asked.map(() => 'Custom::DeployAssert@HttpCall'),
    ])
    for (const [index, { after }] of calls.entries()) if (index > 0) expect(after).toContain(calls[index - 1]?.id)
  })

  it('says the older number of its form, which the runner takes', async () => {
    for (const name of ['integ.json', 'manifest.json', 'SizewrightInteg.assets.json'])
      expect(at(await read(name), 'version')).toBe('53.0.0')
  })
})
