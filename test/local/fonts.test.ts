import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadConfig } from '../../src/cli/load-config.ts'
import { makeFont } from '../image/fonts/make-font.ts'
import { eventually, folders, start } from './running.ts'

const drawing = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="50" font-size="30"><text y="40">${text}</text></svg>`
const NOTE = /FONTCONFIG_FILE is set: text in drawings is drawn with the fonts that it names/

it('a drawing that lacks a font is refused with what to do, and drawn at the next start that has one', async () => {
  const { root, originals, data } = await folders()
  const config = join(root, 'sizewright.config.js')
  const args = [originals, '--data', data, '--port', '0', '--config', config]
  await writeFile(join(originals, 'han.svg'), drawing('漢字'))
  await writeFile(join(originals, 'latin.svg'), drawing('Latin'))

  await writeFile(config, 'export default {}')
  const without = await start(args)
  const latin = await eventually(
    () => stored(without, 'latin.svg'),
    (etag) => etag !== null,
  )
  const refused = await eventually(
    () => without.get('/medium/han.svg'),
    ({ status }) => status !== 503, // it could be being written, as it is young
  )
  expect([refused.status, refused.body.toString()]).toEqual([
    415,
    'the drawing has text in Han, for which there is no font: name a folder with one as fonts\n',
  ])
  expect(without.output()).not.toMatch(NOTE)
  await without.stop()

  await mkdir(join(root, 'fonts'))
  await writeFile(join(root, 'fonts/han.ttf'), makeFont({ family: 'Test Han', characters: '漢字' }))
  await writeFile(config, "export default { fonts: './fonts' }")
  const withFonts = await start(args)
  await eventually(
    () => stored(withFonts, 'han.svg'),
    (etag) => etag !== null,
  )
  expect(
    await eventually(
      () => stored(withFonts, 'latin.svg'),
      (etag) => etag !== null,
    ),
  ).toBe(latin)
  await withFonts.stop()
})

it('a watermark may have text, where there is a font for it', async () => {
  const { root } = await folders()
  const config = join(root, 'sizewright.config.js')
  await writeFile(join(root, 'mark.svg'), drawing('漢'))
  await writeFile(config, "export default { watermark: { image: 'mark.svg' } }")
  await expect(loadConfig(config)).rejects.toThrow(
    'watermark.image: mark.svg cannot be used: the drawing has text in Han, for which there is no font',
  )
  await mkdir(join(root, 'fonts'))
  await writeFile(join(root, 'fonts/han.ttf'), makeFont({ family: 'Test Han', characters: '漢' }))
  const withFonts = join(root, 'with-fonts.js')
  await writeFile(withFonts, "export default { watermark: { image: 'mark.svg' }, fonts: 'fonts' }")
  expect((await loadConfig(withFonts)).fonts).toMatchObject({ folder: join(root, 'fonts') })
})

it('fonts of the machine are used where FONTCONFIG_FILE says so, and the start tells', async () => {
  const { root, originals, data } = await folders()
  await mkdir(join(root, 'fonts'))
  await writeFile(join(root, 'fonts/all.ttf'), makeFont({ family: 'Test', characters: 'A漢' }))
  const file = join(root, 'fonts.conf')
  await writeFile(file, `<fontconfig><dir>${root}/fonts</dir><cachedir>${root}/cache</cachedir></fontconfig>`)
  await writeFile(join(originals, 'han.svg'), drawing('漢'))
  const service = await start([originals, '--data', data, '--port', '0'], undefined, { FONTCONFIG_FILE: file })
  await eventually(
    async () => service.output(),
    (output) => NOTE.test(output),
  )
  await eventually(
    () => stored(service, 'han.svg'),
    (etag) => etag !== null,
  )
  expect((await service.get('/medium/han.svg')).body.length).toBeGreaterThan(100)
  await service.stop()
})

it('fonts that are none are told of with all other faults', async () => {
  const { root } = await folders()
  const config = join(root, 'sizewright.config.js')
  await writeFile(config, "export default { fonts: './fonts', formats: ['png'] }")
  await expect(loadConfig(config)).rejects.toThrow(
    /has 2 faults \(.*sizewright\.config\.js\):\n {2}formats\.0: must be [^]*\n {2}fonts: there is no folder \.\/fonts in /,
  )
})

/** The version that is stored; what is made on the spot has none. */
async function stored(service: Awaited<ReturnType<typeof start>>, key: string): Promise<unknown> {
  const { status, headers } = await service.get(`/medium/${key}`)
  return status === 200 ? (headers.etag ?? null) : null
}
