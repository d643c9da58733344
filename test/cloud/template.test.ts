import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arch } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { startCloud } from './cloud.ts'
import { fromPrimary, gist } from './viewer.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BOAT = 'photos/boat.jpg'
const run = promisify(execFile)

/** In place of AWS's command: what is copied into the bucket is unpacked, as Lambda does with it; the rest is written down. */
const AWS = `#!/bin/sh
set -e
echo "$@" >>"$CLOUD/calls"
if [ "$1" = s3 ]; then
  for zip in "$4"/*.zip; do unzip -q "$zip" -d "$CLOUD/$(basename "$zip" .zip)"; done
fi
`

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sizewright-template-'))
  await writeFile(join(folder, 'aws'), AWS)
  await chmod(join(folder, 'aws'), 0o755)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the script of the repository, and what it prints. */
async function deploy(): Promise<string[]> {
  const architecture = arch === 'arm64' ? 'arm64' : 'x86_64'
  const out = join(folder, 'out')
  const context = ['-c', `architecture=${architecture}`, '-c', 'alarmEmail=ops@example.com']
  const { stdout } = await run('npm', ['run', '--silent', 'template', '--', ...context, '--output', out], { cwd: ROOT })
  expect(stdout).toMatch(/^# Without --region there are no alarms on what CloudFront counts\.\nset -e\n: "\$\{BUCKET/)
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, BUCKET: 'assets', CLOUD: folder }
  await run('sh', ['-c', stdout], { env })
  return (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')
}

/** What the harness reads is as CDK writes it: where the asset lies that a function names. */
async function asAssembly(): Promise<void> {
  const unpacked = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name))
  const files = unpacked.map((name) => [`sizewright/${name}`, { source: { path: join('..', name) } }])
  const properties = { templateFile: 'Sizewright.template.json' }
  const environment = 'aws://111122223333/eu-west-1' // which the template does not say
  const manifest = { artifacts: { Sizewright: { type: 'aws:cloudformation:stack', environment, properties } } }
  await writeFile(join(folder, 'out/manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'out/Sizewright.assets.json'), JSON.stringify({ files: Object.fromEntries(files) }))
}

it('what `npm run template` writes and prints is deployed, and serves a picture out of the functions in its zip files', async () => {
  const [copied, deployed, ...more] = await deploy()
  expect(copied).toBe(`s3 cp --recursive ${folder}/out/assets s3://assets/sizewright/`)
  expect(deployed).toMatch(
    /^cloudformation deploy --stack-name Sizewright .* AssetsBucket=assets AssetsPrefix=sizewright\//,
  )
  expect(more).toEqual([])
  await asAssembly()
  const cloud = await startCloud(join(folder, 'out'))
  try {
    await cloud.originals.put(BOAT, await jpegOf(800, 600))
    await cloud.settle()
    expect(await cloud.processed.keys()).toContain(`medium.webp/${BOAT}`)
    expect(gist(await cloud.get(`/medium/${BOAT}`, { accept: 'image/webp' }))).toEqual(fromPrimary('image/webp'))
    expect((await cloud.get('/medium/nothing.jpg')).status).toBe(404)
  } finally {
    await cloud.close()
  }
})

describe('the command', () => {
  /** Without npm, which has words of its own for what fails. */
  const call = (...args: string[]) =>
    run(process.execPath, ['infra/template/command.ts', ...args, '--output', join(folder, 'none')], { cwd: ROOT })

  it('says how it is called', async () =>
    expect((await call('--help')).stdout).toMatch(/^Usage: npm run template -- \[options\]/))

  it.each([
    ['a wrong call', 2, ['--regoin', 'eu-central-1'], /^there is no option --regoin: did you mean --region\?/],
    [
      'what makes no sense',
      1,
      ['-c', 'rateLimit=2000', '-c', 'memorySize=7'],
      /memorySize: must be .*of `npm run template` --region/s,
    ],
  ])('tells of %s without a stack trace, writes nothing, and ends with %i', async (_, code, args, said) => {
    const ended: unknown = await call(...args).catch((error: unknown) => error)
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(said) })
    expect(ended).toMatchObject({ stderr: expect.not.stringMatching(/^\s+at /m) })
    expect(await readdir(folder)).not.toContain('none')
  })
})
