import { describe, expect, it } from 'vitest'
import { isSrgbProfile } from '../../../src/image/colour/srgb-profile.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { adobe, p3, proPhoto, rgbProfile } from './profiles.ts'

/** Primaries of sRGB under D50, as the profile of HP and Microsoft of 1998 has them, which cameras write. */
const srgb = [
  [0.43607, 0.22249, 0.01392],
  [0.38515, 0.71687, 0.09708],
  [0.14307, 0.06061, 0.7141],
] as const

async function profileOf(name: string): Promise<Buffer> {
  const pipeline = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).withIccProfile(name)
  return (await sharp(await pipeline.jpeg().toBuffer()).metadata()).icc!
}

/** The same profile with its curves in a table of so many entries, at its end. */
function withTable(profile: Buffer, entries: number, toLight: (value: number) => number): Buffer {
  const table = Buffer.alloc(12 + 2 * entries)
  table.write('curv', 0)
  table.writeUInt32BE(entries, 8)
  for (let index = 0; index < entries; index += 1)
    table.writeUInt16BE(Math.round(65_535 * toLight(index / (entries - 1))), 12 + 2 * index)
  const changed = Buffer.concat([profile, table])
  for (let at = 132; at < 132 + 12 * profile.readUInt32BE(128); at += 12) {
    if (!/^[rgb]TRC$/.test(changed.toString('latin1', at, at + 4))) continue
    changed.writeUInt32BE(profile.length, at + 4)
    changed.writeUInt32BE(table.length, at + 8)
  }
  return changed
}
const toLight = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

describe('a profile is sRGB', () => {
  it('by a formula, or by a table of any length that is fine enough', async () => {
    const profile = await profileOf('srgb')
    expect(isSrgbProfile(profile)).toBe(true)
    for (const entries of [256, 1024, 4096]) {
      expect(isSrgbProfile(withTable(profile, entries, toLight))).toBe(true)
      expect(isSrgbProfile(withTable(rgbProfile(srgb, 2.2), entries, toLight))).toBe(true)
    }
  })

  it('by nothing else: other primaries, a gamma, a table that only comes near, or one that begins otherwise', async () => {
    const profile = await profileOf('srgb')
    for (const other of [await profileOf('p3'), await profileOf('cmyk'), rgbProfile(srgb, 2.2)])
      expect(isSrgbProfile(other)).toBe(false)
    for (const columns of [adobe, p3, proPhoto])
      expect(isSrgbProfile(withTable(rgbProfile(columns, 2.2), 1024, toLight))).toBe(false)
    expect(isSrgbProfile(withTable(profile, 8, toLight))).toBe(false)
    expect(isSrgbProfile(withTable(profile, 1024, (value) => value ** 2.2))).toBe(false)
    expect(isSrgbProfile(withTable(profile, 1024, (value) => Math.max(toLight(value), 0.01)))).toBe(false)
  })

  it('and not where a table for an intent, or a code point, says more, nor where it is cut short', async () => {
    const profile = await profileOf('srgb')
    for (const name of ['A2B0', 'cicp', 'D2B1']) {
      const more = Buffer.from(profile)
      more.write(name, 132)
      expect(isSrgbProfile(more)).toBe(false)
    }
    for (let length = 0; length < profile.length; length += 1)
      expect(isSrgbProfile(profile.subarray(0, length)), `${length} bytes`).toBe(false)
  })
})
