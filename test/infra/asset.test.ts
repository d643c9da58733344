import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import config from '../../sizewright.config.ts'
import { resolveConfig } from '../../src/config/config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''
let assets: string[] = []

// What somebody gets who has just checked this out: neither credentials nor docker.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sizewright-synth-'))
  const nowhere = join(folder, 'nothing')
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))
  await promisify(execFile)(join(root, 'node_modules/.bin/cdk'), ['synth', '--quiet', '--output', folder], {
    cwd: root,
    env: {
      ...Object.fromEntries(own),
      AWS_CONFIG_FILE: nowhere,
      AWS_SHARED_CREDENTIALS_FILE: nowhere,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DOCKER: nowhere,
    },
  })
  assets = (await readdir(folder)).filter((name) => name.startsWith('asset.')).map((name) => join(folder, name))
}, 180_000)

afterAll(() => rm(folder, { recursive: true }))

it('there is one for each function', () => expect(assets).toHaveLength(2))

it('brings Sharp for the architecture that the function runs on, whatever machine this is', async () => {
  for (const asset of assets) {
    expect((await readdir(join(asset, 'node_modules/@img'))).filter((name) => name.startsWith('sharp'))).toEqual([
      'sharp-libvips-linux-arm64',
      'sharp-linux-arm64',
    ])
    // The first bytes of a program for Linux say what it runs on: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
    const sharp = join(asset, 'node_modules/@img/sharp-linux-arm64')
    const library = (await readdir(sharp, { recursive: true })).find((name) => name.endsWith('.node'))
    expect((await readFile(join(sharp, library!))).readUInt16LE(18)).toBe(0xb7)
  }
})

it('brings the version of Sharp that was tested, and the configuration', async () => {
  const sharpIn = (where: string) => readJson(join(where, 'node_modules/sharp/package.json'))
  for (const asset of assets) {
    expect(await sharpIn(asset)).toEqual(await sharpIn(root))
    expect(await readJson(join(asset, 'settings.json'))).toEqual(resolveConfig(config))
  }
})

it('brings the fonts for drawings, and their licences', async () => {
  const ours = join(root, 'src/image/fonts')
  for (const asset of assets) {
    expect(await readdir(join(asset, 'typefaces'))).toEqual(await readdir(join(ours, 'typefaces')))
    expect(await readFile(join(asset, 'fonts.conf'))).toEqual(await readFile(join(ours, 'fonts.conf')))
    expect(await readdir(asset)).not.toContain('fonts')
  }
})

it('is under 13 MB when it is zipped', async () => {
  for (const asset of assets) {
    const size = await zippedSize(asset)
    expect(size).toBeGreaterThan(5e6)
    expect(size).toBeLessThan(13e6)
  }
})

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}

/** What a zip file would have: every file deflated, and its name and some numbers twice. */
async function zippedSize(asset: string): Promise<number> {
  const files = (await readdir(asset, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  const sizes = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name)
    return deflateRawSync(await readFile(path)).length + 2 * path.slice(asset.length).length + 100
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
