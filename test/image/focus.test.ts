import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cropAt, parseFocus } from '../../src/image/geometry.ts'

describe('a focus point', () => {
  it.each([
    ['0.3,0.7', 0.3, 0.7],
    ['0,1', 0, 1],
    ['1,0', 1, 0],
    ['1.0,0.0', 1, 0],
    ['.25,.5', 0.25, 0.5],
    [' 0.3 , 0.7 ', 0.3, 0.7],
    ['0.3,   0.7', 0.3, 0.7],
    ['00.5,0.50', 0.5, 0.5],
  ])('is read from %j', (text, x, y) => {
    expect(parseFocus(text)).toEqual({ x, y })
  })

  it.each([
    undefined,
    '',
    ',',
    '0.5',
    '0.5,',
    ',0.5',
    '0.5 0.5',
    '0.5;0.5',
    '0.5,0.5,0.5',
    '0,5,0,5',
    '1.1,0.5',
    '0.5,1.0000001',
    '-0.1,0.5',
    '+0.1,0.5',
    '30%,70%',
    '300,700',
    '1e-1,0.5',
    '0x0,0.5',
    '1.,0.5',
    '.,.',
    'NaN,0.5',
    'Infinity,0.5',
    'left,top',
    '0.5,0.5\n',
    '\u0660,\u0660',
    '{"x":0.5,"y":0.5}',
  ])('is none in %j', (text) => {
    expect(parseFocus(text)).toBeNull()
  })

  it('is read from every two numbers within the picture', () => {
    const share = fc.integer({ min: 0, max: 1e9 }).map((billionths) => billionths / 1e9)
    fc.assert(
      fc.property(share, share, (x, y) => {
        expect(parseFocus(`${x.toFixed(9)},${y.toFixed(9)}`)).toEqual({ x, y })
      }),
    )
  })

  it('is none, and soon none, in whatever else there may be', () => {
    const part = fc.constantFrom('0', '1', '.', ',', ' ', '9'.repeat(500), ' '.repeat(500), 'x')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const focus = parseFocus(parts.join(''))
        const isWithin = focus === null || (focus.x >= 0 && focus.x <= 1 && focus.y >= 0 && focus.y <= 1)
        expect(isWithin).toBe(true)
      }),
    )
  })
})

describe('a crop at a focus point', () => {
  const side = fc.integer({ min: 1, max: 20_000 })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const cut = fc.tuple(side, side, share, share).map(([width, height, across, down]) => ({
    frame: { width, height },
    size: { width: Math.ceil(width * across) || 1, height: Math.ceil(height * down) || 1 },
  }))
  const focus = fc.record({ x: share, y: share })

  it('lies within the frame, at a whole pixel', () => {
    fc.assert(
      fc.property(cut, focus, ({ frame, size }, focus) => {
        const { left, top } = cropAt(frame, size, focus)
        expect([Number.isInteger(left), Number.isInteger(top)]).toEqual([true, true])
        expect([Math.min(left, 0), Math.min(top, 0)]).toEqual([0, 0])
        expect(left + size.width).toBeLessThanOrEqual(frame.width)
        expect(top + size.height).toBeLessThanOrEqual(frame.height)
      }),
    )
  })

  it('has no neighbour whose middle is nearer to the focus', () => {
    fc.assert(
      fc.property(cut, focus, ({ frame, size }, focus) => {
        const { left, top } = cropAt(frame, size, focus)
        const across = (left: number) => Math.abs(left + size.width / 2 - focus.x * frame.width)
        const down = (top: number) => Math.abs(top + size.height / 2 - focus.y * frame.height)
        // The distance has one minimum, so what has no better neighbour is the best.
        const lefts = [left - 1, left + 1].filter((left) => left >= 0 && left + size.width <= frame.width)
        const tops = [top - 1, top + 1].filter((top) => top >= 0 && top + size.height <= frame.height)
        expect(across(left)).toBeLessThanOrEqual(Math.min(...lefts.map(across)))
        expect(down(top)).toBeLessThanOrEqual(Math.min(...tops.map(down)))
      }),
    )
  })

  it('keeps the focus in sight', () => {
    fc.assert(
      fc.property(cut, focus, ({ frame, size }, focus) => {
        const { left, top } = cropAt(frame, size, focus)
        // Half a pixel is what a whole pixel may be off by: of a crop one pixel wide it is all of that pixel's half.
        expect(Math.abs(Math.min(0, focus.x * frame.width - left))).toBeLessThanOrEqual(0.5)
        expect(Math.max(0, focus.x * frame.width - left - size.width)).toBeLessThanOrEqual(0.5)
        expect(Math.abs(Math.min(0, focus.y * frame.height - top))).toBeLessThanOrEqual(0.5)
        expect(Math.max(0, focus.y * frame.height - top - size.height)).toBeLessThanOrEqual(0.5)
      }),
    )
  })

  it('is the middle at 0.5,0.5, the further half of a pixel where there is no middle', () => {
    fc.assert(
      fc.property(cut, ({ frame, size }) => {
        expect(cropAt(frame, size, { x: 0.5, y: 0.5 })).toEqual({
          left: Math.floor((frame.width - size.width + 1) / 2),
          top: Math.floor((frame.height - size.height + 1) / 2),
        })
      }),
    )
  })

  it.each([
    ['the left', { x: 0.1, y: 0.5 }, { left: 0, top: 0 }],
    ['a third', { x: 0.3, y: 0.5 }, { left: 40, top: 0 }],
    ['the right', { x: 1, y: 0.5 }, { left: 200, top: 0 }],
  ])('of a wide picture follows a focus on %s', (_where, focus, corner) => {
    expect(cropAt({ width: 300, height: 100 }, { width: 100, height: 100 }, focus)).toEqual(corner)
  })
})
