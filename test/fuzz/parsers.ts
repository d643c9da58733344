/**
 * Gives our own parsers files that are nearly right, or broken: `npm run fuzz:parsers [-- --runs 1000000 --seed 1]`. A throw
 * that is no refusal, or a second of CPU for one of a few kilobytes, is exit code 1, with what repeats it.
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { readFixtures } from '../pictures/fixtures.ts'
import { type Choices, createChoices } from './choices.ts'
import { createChance, mutate } from './mutate.ts'
import { parseAll } from './parse.ts'
import { avif } from './structures/avif.ts'
import { gif } from './structures/gif.ts'
import { iptc } from './structures/iptc.ts'
import { jpeg } from './structures/jpeg.ts'
import { png } from './structures/png.ts'
import { svg } from './structures/svg.ts'
import { tiff } from './structures/tiff.ts'
import { webp } from './structures/webp.ts'
import { xmp } from './structures/xmp.ts'

/** In s of CPU, for all parsers. */
const MOST_SECONDS = 1

const structures = [tiff, xmp, iptc, jpeg, png, gif, webp, avif, svg]
/** Small real ones, which are right to the last bit before they are broken. */
const real = readFixtures()
  .map(({ bytes }) => bytes)
  .filter(({ length }) => length < 3000)
const builders = [...structures, ...structures.map(() => (c: Choices) => Buffer.from(real[c.below(real.length)]!))]

/** A file by the numbers that it is built and broken by: a shorter list of lower ones is a simpler file. */
const file = fc
  .tuple(fc.constantFrom(...builders), fc.uint8Array({ maxLength: 48, size: 'max' }), fc.nat(3))
  .map(([build, script, broken]) => {
    const choices = createChoices(script)
    let bytes = build(choices)
    const chance = createChance(choices.below(2 ** 24))
    for (let times = 0; times < broken; times += 1)
      bytes = bytes.length === 0 ? bytes : mutate(bytes, build(choices), chance).bytes
    return bytes
  })

export function fuzzParsers(runs: number, seed: number): string | null {
  const found = fc.check(
    fc.property(file, (bytes) => {
      const before = process.cpuUsage()
      parseAll(bytes)
      const { user, system } = process.cpuUsage(before)
      if ((user + system) / 1e6 > MOST_SECONDS) throw new Error(`${bytes.length} bytes take too long`)
    }),
    { numRuns: runs, seed },
  )
  if (!found.failed) return null
  const [bytes = Buffer.alloc(0)] = found.counterexample ?? []
  return `${String(found.errorInstance)} (seed ${seed})\n${bytes.toString('base64')}`
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  })
  const fault = fuzzParsers(Number(values.runs), Number(values.seed))
  console.log(fault ?? `${values.runs} files, no fault`)
  if (fault !== null) process.exitCode = 1
}
