/** Scripts by the names that Unicode gives them (UAX 24, https://www.unicode.org/reports/tr24/), the most written ones first. */
const SCRIPTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Han', /^\p{Script=Han}$/u],
  ['Hiragana', /^\p{Script=Hiragana}$/u],
  ['Katakana', /^\p{Script=Katakana}$/u],
  ['Hangul', /^\p{Script=Hangul}$/u],
  ['Arabic', /^\p{Script=Arabic}$/u],
  ['Devanagari', /^\p{Script=Devanagari}$/u],
  ['Thai', /^\p{Script=Thai}$/u],
  ['Hebrew', /^\p{Script=Hebrew}$/u],
  ['Bengali', /^\p{Script=Bengali}$/u],
  ['Tamil', /^\p{Script=Tamil}$/u],
  ['Telugu', /^\p{Script=Telugu}$/u],
  ['Kannada', /^\p{Script=Kannada}$/u],
  ['Malayalam', /^\p{Script=Malayalam}$/u],
  ['Gujarati', /^\p{Script=Gujarati}$/u],
  ['Gurmukhi', /^\p{Script=Gurmukhi}$/u],
  ['Oriya', /^\p{Script=Oriya}$/u],
  ['Sinhala', /^\p{Script=Sinhala}$/u],
  ['Khmer', /^\p{Script=Khmer}$/u],
  ['Lao', /^\p{Script=Lao}$/u],
  ['Myanmar', /^\p{Script=Myanmar}$/u],
  ['Georgian', /^\p{Script=Georgian}$/u],
  ['Armenian', /^\p{Script=Armenian}$/u],
  ['Ethiopic', /^\p{Script=Ethiopic}$/u],
  ['Tibetan', /^\p{Script=Tibetan}$/u],
  ['Mongolian', /^\p{Script=Mongolian}$/u],
  ['Bopomofo', /^\p{Script=Bopomofo}$/u],
  ['Yi', /^\p{Script=Yi}$/u],
  ['Cherokee', /^\p{Script=Cherokee}$/u],
  ['Canadian Aboriginal', /^\p{Script=Canadian_Aboriginal}$/u],
  ['Thaana', /^\p{Script=Thaana}$/u],
  ['Syriac', /^\p{Script=Syriac}$/u],
  ['Nko', /^\p{Script=Nko}$/u],
  ['Tifinagh', /^\p{Script=Tifinagh}$/u],
  ['Javanese', /^\p{Script=Javanese}$/u],
  ['Balinese', /^\p{Script=Balinese}$/u],
  ['Coptic', /^\p{Script=Coptic}$/u],
  ['Gothic', /^\p{Script=Gothic}$/u],
  ['Runic', /^\p{Script=Runic}$/u],
  ['Cuneiform', /^\p{Script=Cuneiform}$/u],
  ['Egyptian Hieroglyphs', /^\p{Script=Egyptian_Hieroglyphs}$/u],
  ['Braille', /^\p{Script=Braille}$/u],
  ['Latin', /^\p{Script=Latin}$/u],
  ['Greek', /^\p{Script=Greek}$/u],
  ['Cyrillic', /^\p{Script=Cyrillic}$/u],
]
const EMOJI = /^\p{Extended_Pictographic}$/u
/** What is seen by itself: no blanks, no marks that sit on letters, nothing that only says how others are shown, nothing unassigned. */
const SEEN = /^[\p{L}\p{N}\p{P}\p{S}\p{Co}]$/u
const IGNORED = /^\p{Default_Ignorable_Code_Point}$/u

/** Whether a character needs a glyph of its own: no reader misses a variation selector. */
export function isSeen(codePoint: number): boolean {
  const character = String.fromCodePoint(codePoint)
  return SEEN.test(character) && !IGNORED.test(character)
}

/** What to look for in a font to have this character, in plain ASCII: a script, emoji, or the character by its number. */
export function scriptOf(codePoint: number): string {
  const character = String.fromCodePoint(codePoint)
  const script = SCRIPTS.find(([, pattern]) => pattern.test(character))
  if (script !== undefined) return script[0]
  return EMOJI.test(character) ? 'emoji' : `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
}
