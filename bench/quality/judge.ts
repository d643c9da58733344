import { measureSsim } from '../../src/image/ssim.ts'
import { mean } from '../kit/rounds.ts'
import type { EncodedPictures } from './encode.ts'
import { reference, type Setting } from './grid.ts'
import type { Finished } from './pictures.ts'
import { type Score, scoreAll } from './score.ts'

/** One setting's figures over all pictures of one size. */
export interface Row {
  readonly setting: Setting
  /** The bytes of all pictures together. */
  readonly bytes: number
  /** CPU time as a multiple of the reference's. */
  readonly cpu: number
  /** The mean of SSIMULACRA 2 over the pictures; 100 is the picture itself. */
  readonly s2: number
  /** The mean over the pictures; 1 is the picture itself. SSIM looks at brightness alone, and from a distance. */
  readonly ssim: number
  /** The mean of the 3-norms; 0 is the picture itself, `null` says that the command is missing. Butteraugli looks at colour, too. */
  readonly butteraugli: number | null
  /** On how many pictures it is at least as good as the reference. */
  readonly asGood: number
  /** Bytes and score of each picture. */
  readonly pictures: readonly { readonly bytes: number; readonly s2: number }[]
}

/** Holds what was encoded against the pixels it was encoded from. */
export async function judgeAll(
  pictures: readonly Finished[],
  encoded: readonly EncodedPictures[],
  withButteraugli: boolean,
): Promise<Row[]> {
  const all = encoded.flatMap(({ made }) => made.map((bytes, index) => ({ pixels: pictures[index]!.pixels, bytes })))
  const found = await scoreAll(all, withButteraugli)
  const scores = new Map(all.map(({ bytes }, index) => [bytes, found[index]!]))
  const scoresOf = ({ made }: EncodedPictures) => made.map((bytes) => scores.get(bytes)!)
  const theirs = scoresOf(encoded.find(({ setting }) => setting === reference)!)
  const rows: Row[] = []
  for (const one of encoded) {
    const ours = scoresOf(one)
    const ssims = await Promise.all(one.made.map((bytes, index) => measureSsim(pictures[index]!.png, bytes)))
    rows.push({
      setting: one.setting,
      bytes: one.made.reduce((sum, { length }) => sum + length, 0),
      cpu: one.cpu,
      s2: mean(ours.map(({ s2 }) => s2)),
      ssim: mean(ssims),
      butteraugli: withButteraugli ? mean(ours.map(({ butteraugli }) => butteraugli!)) : null,
      asGood: ours.filter((score, index) => isAsGood(score, theirs[index]!)).length,
      pictures: one.made.map(({ length }, index) => ({ bytes: length, s2: ours[index]!.s2 })),
    })
  }
  return rows
}

/** Whether both measures find one at least as good as the other: SSIMULACRA 2, and Butteraugli where there is its command. */
export function isAsGood(ours: Score, theirs: Score): boolean {
  return ours.s2 >= theirs.s2 && (ours.butteraugli ?? 0) <= (theirs.butteraugli ?? 0)
}
