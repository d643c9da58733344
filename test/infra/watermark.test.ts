import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ImageServiceProps } from '../../infra/props.ts'
import { sharp } from '../../src/image/sharp.ts'
import { folders } from '../local/running.ts'
import { synth } from './synth.ts'

const marked = (image: string) => ({ watermark: { image } })

it('the bytes of its file are part of what is deployed: another file starts a rollout', async () => {
  const { root } = await folders()
  const red = await drawPng('red')
  await writeFile(join(root, 'logo.png'), red)
  const first = rolloutOf({ config: marked('logo.png'), configFolder: root })
  expect(rolloutOf({ config: marked(`data:image/png;base64,${red.toString('base64')}`) })).toBe(first)
  await writeFile(join(root, 'logo.png'), await drawPng('lime'))
  expect(rolloutOf({ config: marked('logo.png'), configFolder: root })).not.toBe(first)
})

it('its faults are told at synth, with all others', async () => {
  const { root } = await folders()
  await writeFile(join(root, 'good.png'), await drawPng('red'))
  await writeFile(join(root, 'half.png'), (await drawPng('red')).subarray(0, 60))
  const watermarks = ['good.png', 'half.png', 'none.png', 'half.png'].map((image) => ({ image }))
  const variants = Object.fromEntries(watermarks.map((watermark, index) => [`v${index}`, { width: 100, watermark }]))
  expect(() =>
    synth({ config: { variants, quality: { jpeg: 0 } }, configFolder: root, domainNames: ['a.example.com'] }),
  ).toThrow(
    expect.objectContaining({
      faults: [
        expect.stringContaining('quality.jpeg: must be'),
        'domainNames: need a certificate',
        `variants.v2.watermark.image: there is no file none.png in ${root}`,
        'variants.v1.watermark.image: half.png is damaged and cannot be decoded',
        'variants.v3.watermark.image: half.png is damaged and cannot be decoded',
      ],
    }),
  )
})

it('a path is relative to the working directory where nothing else is said', () =>
  expect(() => synth({ config: marked('no-logo.png') })).toThrow(
    `watermark.image: there is no file no-logo.png in ${process.cwd()}`,
  ))

/** What a deployment starts a rollout with, which it does where it is another than the last time. */
function rolloutOf(props: ImageServiceProps): string {
  const { resource } = synth({ ...props, rolloutOnDeploy: true })
  const input = /deployed[^a-f0-9]*([a-f0-9]{32})/.exec(
    JSON.stringify(resource('Custom::SizewrightRollout').properties),
  )?.[1]
  if (input === undefined) throw new Error('there is no rollout')
  return input
}

function drawPng(background: string): Promise<Buffer> {
  return sharp({ create: { width: 40, height: 20, channels: 3, background } })
    .png()
    .toBuffer()
}
