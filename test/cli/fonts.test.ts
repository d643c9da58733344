import { cp, mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readFonts } from '../../src/cli/fonts.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { makeFont } from '../image/fonts/make-font.ts'
import { folders } from '../local/running.ts'

const font = makeFont({ family: 'Test', characters: '漢' })
const hashOf = (name: string, root: string) => {
  const { config, faults } = readFonts({ fonts: name }, root)
  expect(faults).toEqual([])
  return resolveConfig(config).fonts
}

it('a hash of all of them takes the place of the folder’s name', async () => {
  const { root } = await folders()
  await mkdir(join(root, 'fonts/more'), { recursive: true })
  await writeFile(join(root, 'fonts/more/han.TTF'), font)
  await writeFile(join(root, 'fonts/LICENSE.txt'), 'free')
  const first = hashOf('./fonts', root)
  expect(first).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{32}$/), folder: join(root, 'fonts') })
  expect(hashOf(join(root, 'fonts'), '/nowhere')).toEqual(first)
  await cp(join(root, 'fonts'), join(root, 'elsewhere'), { recursive: true })
  expect(hashOf('elsewhere', root)?.hash).toBe(first?.hash)
  await writeFile(join(root, 'fonts/LICENSE.txt'), 'freer')
  expect(hashOf('fonts', root)).toEqual(first)
  await writeFile(join(root, 'fonts/b.otf'), font)
  expect(hashOf('fonts', root)?.hash).not.toBe(first?.hash)
})

it('without any, nothing is changed', () => {
  for (const config of [{}, { formats: [] }, null, 'a', { fonts: undefined }]) {
    expect(readFonts(config, '/nowhere')).toEqual({ config, faults: [] })
  }
})

it('all that is wrong with them is told, in words that say which and why', async () => {
  const { root } = await folders()
  const faultsOf = (name: string) => readFonts({ fonts: name }, root).faults
  expect(faultsOf('none')).toEqual([`fonts: there is no folder none in ${root}`])
  expect(faultsOf('/nowhere/none')).toEqual(['fonts: there is no folder /nowhere/none'])
  await writeFile(join(root, 'file.ttf'), font)
  expect(faultsOf('file.ttf')).toEqual(['fonts: file.ttf is no folder'])
  await mkdir(join(root, 'web/folder.ttf'), { recursive: true })
  await writeFile(join(root, 'web/font.woff2'), 'wOF2')
  expect(faultsOf('web')).toEqual(['fonts: web holds no font: no file whose name ends with .ttf, .otf, .ttc or .otc'])
  await writeFile(join(root, 'web/half.ttf'), font.subarray(0, 300))
  await writeFile(join(root, 'web/good.ttf'), font)
  await writeFile(join(root, 'web/web.otf'), 'wOF2'.padEnd(50))
  expect(faultsOf('web')).toEqual([
    'fonts: web/half.ttf is damaged: it ends before its tables do',
    'fonts: web/web.otf is no TTF, OTF or TTC font',
  ])
  await mkdir(join(root, 'large'))
  await writeFile(join(root, 'large/a.ttf'), font)
  await truncate(join(root, 'large/a.ttf'), 200_000_001)
  expect(faultsOf('large')).toEqual([
    'fonts: the fonts in large have 200000001 bytes, the limit is 200000000, so that they fit into a function',
  ])
  await mkdir(join(root, 'dangling'))
  await symlink('/nowhere/a', join(root, 'dangling/a.ttf'))
  expect(faultsOf('dangling')).toEqual([expect.stringMatching(/^fonts: dangling cannot be read: ENOENT/)])
})

it('what is no name of a folder is left to be told of with the other settings', () => {
  for (const fonts of [5, '', ['a'], { folder: 'a' }]) {
    const { config, faults } = readFonts({ fonts }, '/nowhere')
    expect(faults).toEqual([])
    expect(() => resolveConfig(config)).toThrow(
      'fonts: must be the path of a folder of fonts, as seen from the configuration file',
    )
  }
})
