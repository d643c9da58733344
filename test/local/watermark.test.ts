import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadConfig } from '../../src/cli/load-config.ts'
import { sharp } from '../../src/image/sharp.ts'
import { eventually, folders, runOnce, start } from './running.ts'

const MARKED = "export default { variants: { large: { width: 400 } }, watermark: { image: 'logo.png', smallest: 100 } }"

it('its file lies beside the configuration, wherever the service was started', async () => {
  const { root } = await folders()
  const file = join(root, 'sizewright.config.js')
  await writeFile(file, MARKED)
  const png = await drawPng(40, 20, 'red')
  await writeFile(join(root, 'logo.png'), png)
  expect((await loadConfig(file)).watermark).toMatchObject({
    image: `data:image/png;base64,${png.toString('base64')}`,
    width: '20%',
  })
})

it('nothing starts with images that are missing or damaged, and all are named', async () => {
  const { root, originals, data } = await folders()
  const file = join(root, 'sizewright.config.js')
  await writeFile(
    file,
    `export default {
      watermark: { image: 'none.png' },
      variants: { hero: { width: 0, watermark: { image: 'half.png' } } },
    }`,
  )
  await writeFile(join(root, 'half.png'), (await drawPng(40, 20, 'red')).subarray(0, 60))
  const { code, output } = await runOnce([originals, '--data', data, '--config', file])
  expect(code).not.toBe(0)
  expect(output).toContain(`the configuration has 3 faults (${file}):`)
  expect(output).toContain('variants.hero.width: must be')
  expect(output).toContain(`  watermark.image: there is no file none.png in ${root}\n`)
  expect(output).toContain('  variants.hero.watermark.image: half.png is damaged and cannot be decoded\n')
})

it('a changed file is rolled out at the next start', async () => {
  const { root, originals, data } = await folders()
  const file = join(root, 'sizewright.config.js')
  await writeFile(file, MARKED)
  await writeFile(join(originals, 'sea.png'), await drawPng(400, 300, 'blue'))
  for (const [colour, expected] of [
    ['red', [255, 0, 0]],
    ['lime', [0, 255, 0]],
  ] as const) {
    await writeFile(join(root, 'logo.png'), await drawPng(40, 20, colour))
    const service = await start([originals, '--data', data, '--port', '0', '--config', file])
    const corner = async () => {
      const { status, headers, body } = await service.get('/large/sea.png')
      // Only what is stored has an ETag: what is made on the spot would show nothing of a rollout.
      if (status !== 200 || headers.etag === undefined) return null
      const { data: pixels, info } = await sharp(body).raw().toBuffer({ resolveWithObject: true })
      const at = (x: number, y: number) => [...pixels.subarray((y * info.width + x) * info.channels).subarray(0, 3)]
      return { mark: at(350, 270), rest: at(200, 150) }
    }
    const near = (seen: number[], wanted: readonly number[]) =>
      seen.every((value, i) => Math.abs(value - wanted[i]!) < 16)
    const seen = await eventually(corner, (seen) => seen !== null && near(seen.mark, expected))
    expect(near(seen!.rest, [0, 0, 255])).toBe(true)
    await service.stop()
  }
})

function drawPng(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
}
