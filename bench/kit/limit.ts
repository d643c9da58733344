import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { type Spent, median } from './rounds.ts'
import { needPackages } from './packages.ts'

const run = promisify(execFile)
const STARTS = 15

/** Writes a command of the shell that makes one file of another. */
type Step = (from: string, to: string) => string

const decode =
  (eighths: number): Step =>
  (from, to) =>
    `djpeg -scale ${eighths}/8 ${from} > ${to}`
const resize =
  (size: string): Step =>
  (from, to) =>
    `vipsthumbnail ${from} --size '${size}' -o ${to}`
const cover =
  (size: string): Step =>
  (from, to) =>
    `vipsthumbnail ${from} --size ${size} --smartcrop centre -o ${to}`
const jpeg: Step = (from, to) => `cjpeg -quality 85 -progressive ${from} > ${to}`
const webp: Step = (from, to) => `cwebp -quiet -q 80 -m 2 ${from} -o ${to}`

/**
 * The limit of what the hardware allows. The C programs of Debian make the four variants with one decode, which is as
 * small as it can be, and each size from the next larger one. The cost is the CPU time of the processes less what they need to start, which is
 * measured with a picture of one pixel.
 */
export async function createLimit(scratch: string): Promise<(photos: readonly string[]) => Promise<Spent>> {
  await needPackages({
    djpeg: 'libjpeg-turbo-progs',
    cjpeg: 'libjpeg-turbo-progs',
    cwebp: 'webp',
    vipsthumbnail: 'libvips-tools',
  })
  const at = (name: string) => join(scratch, name)
  const steps = (photo: string, eighths: number): [Step, string, string][] => [
    [decode(eighths), photo, at('decoded.ppm')],
    [resize('1200x1200>'), at('decoded.ppm'), at('large.ppm')],
    [jpeg, at('large.ppm'), at('large.jpg')],
    [webp, at('large.ppm'), at('webp.webp')],
    [resize('600x600>'), at('large.ppm'), at('medium.ppm')],
    [jpeg, at('medium.ppm'), at('medium.jpg')],
    [cover('150x150'), at('medium.ppm'), at('thumbnail.ppm')],
    [jpeg, at('thumbnail.ppm'), at('thumbnail.jpg')],
  ]
  const make = async (photo: string, eighths: number) => {
    let cpu = 0
    for (const [step, from, to] of steps(photo, eighths)) cpu += await cpuOf(step(from, to))
    return cpu
  }

  const pixel = at('pixel.jpg')
  await writeFile(
    pixel,
    await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer(),
  )
  const starts: number[] = []
  for (let time = 0; time < STARTS; time += 1) starts.push(await make(pixel, 8))
  const start = median(starts)

  return async (photos) => {
    const begun = performance.now()
    let cpu = 0
    for (const photo of photos) cpu += (await make(photo, await eighthsOf(photo))) - start
    return { cpu, wall: performance.now() - begun }
  }
}

/** The smallest scale from which 1200 pixels can be made without enlarging, of those for which libjpeg has fast code. */
async function eighthsOf(photo: string): Promise<number> {
  const { width, height } = await sharp(photo).metadata()
  return [1, 2, 4].find((eighths) => (Math.max(width, height) * eighths) / 8 >= 1200) ?? 8
}

/** User and system time of a command, in ms. */
async function cpuOf(command: string): Promise<number> {
  const { stderr } = await run('bash', ['-c', `set -e; TIMEFORMAT='%3U %3S'; time { ${command}; }`])
  const [user, system] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number)
  return (user! + system!) * 1000
}
