import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addFonts } from '../../infra/bundling/asset.ts'
import { checkProps } from '../../infra/check-props.ts'
import { makeFont } from '../image/fonts/make-font.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sizewright-fonts-'))
  await mkdir(join(root, 'mine/more'), { recursive: true })
  await writeFile(join(root, 'mine/more/han.ttf'), makeFont({ family: 'Test', characters: '漢' }))
  await writeFile(join(root, 'mine/notes.txt'), 'not for the cloud')
})
afterAll(() => rm(root, { recursive: true }))

it('the fonts of the configuration are beside the bundle, apart from ours, and nothing else that lies with them', async () => {
  const { fonts } = checkProps({ config: { fonts: 'mine' }, configFolder: root }, undefined)
  const asset = join(root, 'asset')
  addFonts(asset, fonts)
  expect((await readdir(asset)).toSorted()).toEqual(['fonts', 'fonts.conf', 'typefaces'])
  expect((await readdir(join(asset, 'fonts'), { recursive: true })).toSorted()).toEqual(['more', 'more/han.ttf'])
  expect(await readFile(join(asset, 'fonts/more/han.ttf'))).toEqual(await readFile(join(root, 'mine/more/han.ttf')))
})

it('fonts that are none are told of with all other faults', () => {
  const props = { config: { fonts: 'none' }, configFolder: root, uploadOrigins: ['www'] }
  expect(() => checkProps(props, undefined)).toThrow(
    /has 2 faults:[^]*uploadOrigins: must be like[^]*fonts: there is no folder none in /,
  )
})

it('a watermark with text is tried with the fonts that will be there, whatever this machine has', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="15">漢</text></svg>'
  const watermark = { image: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` }
  const check = (fonts?: string) => checkProps({ config: { watermark, fonts }, configFolder: root }, undefined)
  expect(() => check()).toThrow('watermark.image: the data URL cannot be used: the drawing has text in Han')
  expect(check('mine').watermark).toMatchObject(watermark)
})
