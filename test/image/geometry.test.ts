import fc from 'fast-check'
import { expect, it } from 'vitest'
import { baseScale, outputSize, parentOf, scaleFor, sizeAt } from '../../src/image/geometry.ts'
import type { Box } from '../../src/recipe.ts'

const side = fc.integer({ min: 1, max: 20_000 })
const picture = fc.record({ width: side, height: side })
const box: fc.Arbitrary<Box> = fc.record({ width: side, height: side, fit: fc.constantFrom('inside', 'cover') })

it('never enlarges and keeps within the box', () => {
  fc.assert(
    fc.property(box, picture, (box, picture) => {
      const { width, height } = outputSize(box, picture)
      expect(width).toBeLessThanOrEqual(Math.min(box.width, picture.width))
      expect(height).toBeLessThanOrEqual(Math.min(box.height, picture.height))
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(1)
    }),
  )
})

it('fills the box of a cover variant where the picture is large enough', () => {
  fc.assert(
    fc.property(box, picture, (box, picture) => {
      fc.pre(box.fit === 'cover' && picture.width >= box.width && picture.height >= box.height)
      expect(outputSize(box, picture)).toEqual({ width: box.width, height: box.height })
    }),
  )
})

it('keeps the aspect ratio: of the picture inside, of the box covering', () => {
  fc.assert(
    fc.property(box, picture, (box, picture) => {
      const { width, height } = outputSize(box, picture)
      const ratio = box.fit === 'inside' ? picture.width / picture.height : box.width / box.height
      fc.pre(width > 1 && height > 1) // a side of one pixel stands for any fraction of one
      // Each side is off by half a pixel where it is rounded, and by one more where a crop is cut from a rounded frame.
      expect(Math.abs(width - height * ratio)).toBeLessThanOrEqual(1.5 * (1 + ratio))
    }),
  )
})

it('resizes every box from pixels that are enough for it', () => {
  fc.assert(
    fc.property(fc.array(box, { minLength: 1, maxLength: 6 }), picture, (boxes, picture) => {
      const base = sizeAt(baseScale(boxes, picture), picture)
      for (const box of boxes) {
        const parent = parentOf(box, boxes, picture)
        const from = parent === null ? base : outputSize(parent, picture)
        const wanted = sizeAt(scaleFor(box, picture), picture)
        expect(from.width).toBeGreaterThanOrEqual(wanted.width)
        expect(from.height).toBeGreaterThanOrEqual(wanted.height)
      }
    }),
  )
})
