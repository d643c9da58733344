import { expect, it } from 'vitest'
import { wordsOf } from '../../../../src/local/gallery/collection/select.ts'

it('leaves no word of a search out, and looks for the last of very many as one', () => {
  expect(wordsOf(' Été  boat boat ')).toEqual(['ete', 'boat'])
  expect(wordsOf('a b c d e f g h')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  expect(wordsOf('a b c d e f g h zzz')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h zzz'])
})
