import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ssimulacra2Against } from '../../bench/quality/ssimulacra2/ssimulacra2.ts'
import { pairs } from './ssimulacra2/pairs.ts'

/**
 * What ssimulacra2 of libjxl 0.11.2 (Debian's libjxl-devtools, on x64) says of the same pairs, by
 * test/bench/ssimulacra2/record.ts.
 */
const recorded: unknown = JSON.parse(readFileSync(new URL('ssimulacra2/scores.json', import.meta.url), 'utf8'))
/** In points of 100. Its roots and its conversion to light are approximations, which ours are not. */
const TOLERANCE = 0.1

describe('SSIMULACRA 2', () => {
  it("has libjxl's scores", () => {
    const ours = Object.fromEntries(
      Object.entries(pairs).map(([name, { original, distorted }]) => [name, ssimulacra2Against(original)(distorted)]),
    )
    expect(Object.keys(ours)).toEqual(Object.keys(Object(recorded)))
    for (const [name, theirs] of Object.entries(Object(recorded))) {
      expect(Math.abs(ours[name]! - Number(theirs)), `${name}: ${ours[name]}`).toBeLessThan(TOLERANCE)
    }
  })

  it('gives 100 to the picture itself', () => {
    const { original } = pairs['the same']!
    expect(ssimulacra2Against(original)(original)).toBe(100)
  })

  it('keeps the part of the original, and nothing of what it has scored', () => {
    const { original, distorted } = Object.values(pairs).find(({ original, distorted }) => original !== distorted)!
    const score = ssimulacra2Against(original)
    const first = score(distorted)
    expect(score(original)).toBe(100)
    expect(score(distorted)).toBe(first)
  })

  it('refuses what cannot be compared', () => {
    const small = { data: new Uint8Array(7 * 9), width: 7, height: 9, channels: 1 } as const
    expect(() => ssimulacra2Against(small)).toThrow('8 pixels')
    expect(() => ssimulacra2Against(pairs['narrow']!.original)(small)).toThrow('differ in size')
  })
})
