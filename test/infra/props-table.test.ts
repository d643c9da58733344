import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withTable } from '../../infra/publish/props-table.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const page = read('docs/operating.md')
const source = read('infra/props.ts')

/** Columns are aligned by the formatter. */
const squeezed = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')

it('the table of the props is what their docstrings say: `npm run props` writes it anew', () => {
  expect(squeezed(page)).toBe(squeezed(withTable(page, source)))
})

it('takes up another prop, with its type, its default and all that is said of it', () => {
  const more = `
  /**
   * How many of
   * these | those.
   *
   * At most, as it were.
   *
   * @default 3,
   * or none
   */
  readonly some?: 'a' | { readonly inner: number }
}
`
  const table = withTable(page, source.replace(/\}\s*$/, more))
  expect(table).toContain(
    "| `some` | `'a' \\| { readonly inner: number }` | 3, or none | How many of these \\| those. At most, as it were. |",
  )
})

it.each([
  ['a docstring', 'readonly some?: string'],
  ['a default', '/** It is some. */ readonly some?: string'],
  ['a docstring of its own', '/** One. @default 1 */ readonly one?: string; readonly some?: string'],
])('does not leave out a prop without %s', (_, member) => {
  expect(() => withTable(page, `export interface ImageServiceProps { ${member} }`)).toThrow(/^some needs/)
})
