import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultVariants } from '../src/config/default-variants.ts'
import { ladder } from '../src/config/widths.ts'
import { draw } from './kit/plot.ts'
import { viewsOf } from './widths/pages.ts'
import { bestLadder, deliver } from './widths/simulate.ts'

/** https://nextjs.org/docs/app/api-reference/components/image#devicesizes and #imagesizes */
const NEXT = [640, 750, 828, 1080, 1200, 1920, 2048, 3840]
const NEXT_SMALL = [32, 48, 64, 96, 128, 256, 384]
const { medium, large } = defaultVariants

const ladders: Record<string, readonly number[]> = {
  'the boxes of medium and large': [medium.width, large.width],
  'next/image, deviceSizes': NEXT,
  'next/image, imageSizes too': [...NEXT_SMALL, ...NEXT],
  'five, evenly': [400, 720, 1080, 1440, 1920],
  'seven, by halves and thirds': [320, 480, 640, 960, 1280, 1920, 2560],
  'ours, eight': ladder,
  'ours and 2560': [...ladder, 2560],
}
const MOST_RUNGS = 10

const { values } = parseArgs({ options: { plot: { type: 'string' } } })
const views = viewsOf()
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

console.log('beyond what is needed, stretched')
for (const [name, widths] of Object.entries(ladders)) print(name, widths)
console.log('\nthe best of so many, in steps of 40')
for (let rungs = 2; rungs <= MOST_RUNGS; rungs += 1) print(`${rungs}`, bestLadder(rungs, views))

if (values.plot !== undefined) {
  await mkdir(dirname(values.plot), { recursive: true })
  const title = 'Bytes delivered beyond those that are needed, in percent'
  const bars = Object.entries(ladders).map(([label, widths]) => {
    return { label, value: Number((100 * deliver(widths, views).over).toFixed(1)) }
  })
  await writeFile(values.plot, draw({ file: 'widths', title, bars }))
}

function print(name: string, widths: readonly number[]): void {
  const { over, stretched } = deliver(widths, views)
  console.log(`${name.padEnd(32)} ${percent(over).padStart(7)} ${percent(stretched).padStart(6)}  ${widths.join(' ')}`)
}
