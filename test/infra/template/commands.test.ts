import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployCommands } from '../../../infra/template/commands.ts'
import type { Written } from '../../../infra/template/write.ts'

let folder = ''

// A command in place of AWS's own, which writes its words down, one call a line.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sizewright-commands-'))
  await writeFile(join(folder, 'aws'), '#!/bin/sh\n{ printf "<%s>" "$@"; echo; } >>"$CALLS"\n')
  await chmod(join(folder, 'aws'), 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs the commands in a shell, and gives the words of each. */
async function run(written: readonly Written[], env: Readonly<Record<string, string>>): Promise<string[][]> {
  const calls = join(folder, 'calls')
  await writeFile(calls, '')
  const PATH = `${folder}:${process.env['PATH']}`
  await promisify(execFile)('sh', ['-c', deployCommands(written)], { env: { PATH, CALLS: calls, ...env } })
  const lines = (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== '')
  return lines.map((line) => line.slice(1, -1).split('><'))
}

const words = (text: string) => text.split(' ')

const service: Written = {
  stack: 'Sizewright',
  file: 'template.out/Sizewright.template.json',
  bytes: 69_000,
  region: undefined,
  needsAssets: true,
  capabilities: ['CAPABILITY_IAM'],
}
const bounds: Written = {
  stack: 'SizewrightBounds-eu-central-1',
  file: 'template.out/SizewrightBounds-eu-central-1.template.json',
  bytes: 2000,
  region: 'us-east-1',
  needsAssets: false,
  capabilities: [],
}

it('copy the assets, and deploy a template that is too large to be sent by way of the same bucket', async () => {
  expect(await run([service], { BUCKET: 'mine' })).toEqual([
    words('s3 cp --recursive template.out/assets s3://mine/sizewright/'),
    words(
      'cloudformation deploy --stack-name Sizewright --template-file template.out/Sizewright.template.json ' +
        '--s3-bucket mine --s3-prefix sizewright --parameter-overrides AssetsBucket=mine AssetsPrefix=sizewright/ ' +
        '--capabilities CAPABILITY_IAM --no-fail-on-empty-changeset',
    ),
  ])
})

it('deploy each template in its region, in their order; a small one without a bucket, which may be in another', async () => {
  const calls = await run([bounds, { ...service, region: 'eu-central-1' }], { BUCKET: 'mine' })
  expect(calls.map((call) => [call[1], call[3], call[call.indexOf('--region') + 1]])).toEqual([
    ['cp', 'template.out/assets', 'eu-central-1'],
    ['deploy', 'SizewrightBounds-eu-central-1', 'us-east-1'],
    ['deploy', 'Sizewright', 'eu-central-1'],
  ])
  expect(calls[1]).not.toContain('--s3-bucket')
  expect(calls[1]).not.toContain('--capabilities')
})

it('take a folder whose name is no word of a shell', async () => {
  const calls = await run([{ ...service, file: "it's $HOME/here/S.template.json" }], { BUCKET: 'mine' })
  expect(calls[0]?.[3]).toBe("it's $HOME/here/assets")
  expect(calls[1]?.[5]).toBe("it's $HOME/here/S.template.json")
})

it('stop before anything where no bucket is said, and say what is wanted', async () => {
  await expect(run([{ ...service, region: 'eu-central-1' }], {})).rejects.toThrow(
    /BUCKET: the name of a bucket of yours, in eu-central-1/,
  )
  expect(await readFile(join(folder, 'calls'), 'utf8')).toBe('')
})

it('end at the first command that fails', async () => {
  await writeFile(join(folder, 'aws'), '#!/bin/sh\n{ printf "<%s>" "$@"; echo; } >>"$CALLS"\nexit 3\n')
  const [calls, PATH] = [join(folder, 'calls'), `${folder}:${process.env['PATH']}`]
  await writeFile(calls, '')
  const running = promisify(execFile)('sh', ['-c', deployCommands([bounds, service])], {
    env: { PATH, CALLS: calls, BUCKET: 'mine' },
  })
  await expect(running).rejects.toMatchObject({ code: 3 })
  expect((await readFile(calls, 'utf8')).trim().split('\n')).toHaveLength(1)
})
