import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sharp } from '../../src/image/sharp.ts'
import { measureSsim } from '../../src/image/ssim.ts'
import { mean } from '../kit/rounds.ts'
import type { EncodedPictures } from './encode.ts'
import { reference, type Setting } from './grid.ts'
import type { Finished } from './pictures.ts'

/** One setting's figures over all pictures of one size. */
export interface Row {
  readonly setting: Setting
  /** The bytes of all pictures together. */
  readonly bytes: number
  /** CPU time as a multiple of the reference's. */
  readonly cpu: number
  /** The mean over the pictures; 1 is the picture itself. SSIM looks at brightness alone, and from a distance. */
  readonly ssim: number
  /** The mean of the 3-norms; 0 is the picture itself, `null` says that the command is missing. Butteraugli looks at colour, too. */
  readonly butteraugli: number | null
  /** On how many pictures it is at least as good as the reference, by Butteraugli or else by SSIM. */
  readonly asGood: number
}

interface Score {
  readonly ssim: number
  readonly butteraugli: number | null
}

const run = promisify(execFile)

/** A command of libjxl, in Debian's package libjxl-devtools. */
const BUTTERAUGLI = 'butteraugli_main'

export async function hasButteraugli(): Promise<boolean> {
  return run('which', [BUTTERAUGLI]).then(
    () => true,
    () => false,
  )
}

/** Holds what was encoded against the pixels it was encoded from. */
export async function judgeAll(
  pictures: readonly Finished[],
  encoded: readonly EncodedPictures[],
  withButteraugli: boolean,
): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-quality-'))
  const scores = new Map<Buffer, Score>()
  const waiting = encoded.flatMap(({ made }) => made.map((bytes, index) => ({ bytes, png: pictures[index]!.png })))

  async function work(lane: number): Promise<void> {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { bytes, png } = next
      const butteraugli = withButteraugli ? distance(png, bytes, join(folder, String(lane))) : null
      scores.set(bytes, { ssim: await measureSsim(png, bytes), butteraugli: await butteraugli })
    }
  }

  try {
    await Promise.all(Array.from({ length: availableParallelism() }, (_, lane) => work(lane)))
  } finally {
    await rm(folder, { recursive: true })
  }
  const scoresOf = ({ made }: EncodedPictures) => made.map((bytes) => scores.get(bytes)!)
  const theirs = scoresOf(encoded.find(({ setting }) => setting === reference)!)
  return encoded.map((one) => {
    const ours = scoresOf(one)
    return {
      setting: one.setting,
      bytes: one.made.reduce((sum, { length }) => sum + length, 0),
      cpu: one.cpu,
      ssim: mean(ours.map(({ ssim }) => ssim)),
      butteraugli: withButteraugli ? mean(ours.map(({ butteraugli }) => butteraugli!)) : null,
      asGood: ours.filter((score, index) => isAsGood(score, theirs[index]!)).length,
    }
  })
}

/** Compares by the measure that sees more, where there is one. */
function isAsGood(ours: Score, theirs: Score): boolean {
  if (ours.butteraugli === null || theirs.butteraugli === null) return ours.ssim >= theirs.ssim
  return ours.butteraugli <= theirs.butteraugli
}

/** The distance by Butteraugli, as the 3-norm over the picture. The maximum that it also gives is that of a single place. */
async function distance(png: Buffer, bytes: Buffer, path: string): Promise<number> {
  await writeFile(`${path}-a.png`, png)
  await sharp(bytes).png({ compressionLevel: 1 }).toFile(`${path}-b.png`)
  const { stdout } = await run(BUTTERAUGLI, [`${path}-a.png`, `${path}-b.png`])
  const norm = /3-norm: ([\d.]+)/.exec(stdout)?.[1]
  if (norm === undefined) throw new Error(`${BUTTERAUGLI} says: ${stdout}`)
  return Number(norm)
}
