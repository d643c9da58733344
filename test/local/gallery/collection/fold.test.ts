import { expect, it } from 'vitest'
import { fold } from '../../../../src/local/gallery/collection/fold.ts'

it.each([
  ['Été 1.JPG', 'ete 1.jpg'],
  ['e\u0301te\u0301 1.jpg', 'ete 1.jpg'], // as macOS writes it
  ['Straße', 'strasse'],
  ['STRASSE', 'strasse'],
  ['Ærøskøbing', 'aeroskobing'],
  ['Łódź', 'lodz'],
  ['İstanbul ISTANBUL ıstanbul', 'istanbul istanbul istanbul'],
  ['ΟΔΟΣ Οδός', 'οδοσ οδοσ'],
  ['ﬁsh Ｆｉｓｈ', 'fish fish'],
  ['Đà Nẵng', 'da nang'],
  ['Þingvellir', 'thingvellir'],
  ['가각', '가각'],
  ['\u1100\u1161', '가'], // taken apart, as macOS does
  ['が', 'が'], // another letter than か
  ['שָׁלוֹם', 'שלום'],
  ['🚤 boat', '🚤 boat'],
])('%s is found as %s', (text, folded) => {
  expect(fold(text)).toBe(folded)
  expect(fold(folded)).toBe(folded)
})
