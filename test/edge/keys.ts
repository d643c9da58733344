import * as fc from 'fast-check'
import { isAddressable } from '../../src/path.ts'
import { HIDDEN, NEARLY_HIDDEN } from './hidden-names.ts'

/** Characters that some part of the grammar, of percent-encoding or of a URL's parser gives a meaning to. */
const tricky = fc.constantFrom(...Array.from(`_x0149ACDEFacf%+ .-~!'()*?#&=;:@"<>[]{}|^$éİ語😀\u0080\u2028\ufffd`))
const character = fc.oneof({ weight: 3, arbitrary: tricky }, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))
const hiddenOrNearly = fc.constantFrom(...HIDDEN, ...NEARLY_HIDDEN)
const segment = fc.oneof(
  fc.string({ unit: character, minLength: 1, maxLength: 12 }),
  fc.constantFrom('_xC3', '_x5F', '__x41', '%41', '%2F', '..jpg', '...', 'IMG_1234.jpg', 'été 1+1.jpg'),
  hiddenOrNearly,
)

/** Keys of any well-formed Unicode that can be asked for; they meet the escape grammar's corners often. */
export function addressableKey(longestName: number): fc.Arbitrary<string> {
  return fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map((segments) => segments.join('/'))
    .filter((key) => isAddressable(key, longestName))
}

/** Any string that JavaScript has, half surrogate pairs and all, made of what a path is made of more often than not. */
export const anyString: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...'/._x%25CcFfEe\\+ '.split('')) },
    { weight: 1, arbitrary: character },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
  ),
  maxLength: 24,
})
