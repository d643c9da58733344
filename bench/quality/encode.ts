import { spentBy, median } from '../kit/rounds.ts'
import { reference, type Setting } from './grid.ts'
import type { Finished } from './pictures.ts'

/** What a setting made of all pictures. */
export interface EncodedPictures {
  readonly setting: Setting
  /** CPU time as a multiple of the reference's in the same round; the median of the rounds. */
  readonly cpu: number
  /** What was encoded, in the order of the pictures. */
  readonly made: readonly Buffer[]
}

/**
 * Encodes every picture with every setting. It takes the settings in turn with each picture, so that whatever else the
 * machine does at the time hits all of them alike.
 *
 * @param settings must have the reference among them
 */
export async function encodeAll(
  pictures: readonly Finished[],
  settings: readonly Setting[],
  rounds: number,
): Promise<EncodedPictures[]> {
  const made = new Map(settings.map((setting) => [setting, new Array<Buffer>()]))
  const ratios = new Map(settings.map((setting) => [setting, new Array<number>()]))
  for (const setting of settings) await setting.encode(pictures[0]!.pixels) // warms up
  for (let round = 0; round < rounds; round += 1) {
    const taking = settings.filter(({ isSlow }) => !isSlow || round === 0)
    const spent = new Map<Setting, number>()
    for (const { pixels } of pictures) {
      for (const setting of taking) {
        const { cpu } = await spentBy(async () => {
          const bytes = await setting.encode(pixels)
          if (round === 0) made.get(setting)!.push(bytes)
        })
        spent.set(setting, (spent.get(setting) ?? 0) + cpu)
      }
    }
    for (const setting of taking) ratios.get(setting)!.push(spent.get(setting)! / spent.get(reference)!)
  }
  return settings.map((setting) => ({ setting, cpu: median(ratios.get(setting)!), made: made.get(setting)! }))
}
