import { Refused } from '../../src/errors.ts'
import { sharp } from '../../src/image/sharp.ts'
import { decodeTolerantly } from '../../src/image/tolerant-decode.ts'

const END = Buffer.from([0xff, 0xd9])

/** A JPEG of which libjpeg warns, however whole it is, by its JFIF version: T.871, 10.1. */
export function asOfTomorrow(jpeg: Buffer): Buffer {
  const segment = Buffer.from([0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 2, 1, 0, 0, 1, 0, 1, 0, 0])
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
}

export function half(jpeg: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, Math.floor(jpeg.length / 2)), END])
}

/** Decodes a whole JPEG and half of it together, so often, and counts the verdicts that are wrong. */
export async function countWrongVerdicts(whole: Buffer, pairs: number): Promise<number> {
  let wrong = 0
  for (let round = 0; round < pairs; round += 4) {
    const [odd, broken] = [asOfTomorrow(whole), half(round % 8 === 0 ? whole : asOfTomorrow(whole))]
    const verdicts = [odd, broken, whole, broken, whole, broken, whole, broken].map(isWhole)
    for (const [place, isRight] of (await Promise.all(verdicts)).entries())
      if (isRight !== (place % 2 === 0)) wrong += 1
  }
  return wrong
}

function isWhole(jpeg: Buffer): Promise<boolean> {
  return decodeTolerantly(jpeg, 'jpeg', (file, failOn, warn) =>
    sharp(file, { failOn }).on('warning', warn).resize(12).raw().toBuffer(),
  ).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refused) return false
      throw error
    },
  )
}
