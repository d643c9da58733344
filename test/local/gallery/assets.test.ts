import { globSync, readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'
import { expect, it } from 'vitest'
import { assetUrl, findAsset } from '../../../src/local/gallery/assets.ts'

const CLIENT = 'src/local/gallery/client'
const scripts = globSync('*.js', { cwd: CLIENT }).toSorted()

const sent = (name: string) => findAsset(assetUrl(name))?.text ?? ''

it('the scripts of all pages have less than 30,000 bytes together, as they are sent', () => {
  const bytes = scripts.map((name): [string, number] => [name, Buffer.byteLength(sent(name))])
  expect(bytes.filter(([, length]) => length === 0)).toEqual([])
  expect(bytes.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(30_000)
})

it.each(scripts)('%s does as it is sent what it does as it is written', (name) => {
  expect(shapeOf(sent(name))).toEqual(shapeOf(readFileSync(`${CLIENT}/${name}`, 'utf8')))
})

/** The syntax tree of a script without places in the text, and without the space in templates, which is HTML. */
function shapeOf(source: string): unknown {
  const { program, errors } = parseSync('script.js', source)
  if (errors.length > 0) throw new Error(errors[0]?.message)
  return JSON.parse(
    JSON.stringify(program, (key, value: unknown) => {
      if (['start', 'end', 'loc', 'range', 'comments'].includes(key)) return undefined
      return key === 'raw' || key === 'cooked' ? String(value).replace(/\s+/g, ' ') : value
    }),
  )
}
