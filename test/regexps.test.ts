import { globSync } from 'node:fs'
import { checkSync } from 'recheck'
import { expect, it, test } from 'vitest'
import { regexpsIn } from './regexps.ts'

/** Why matching takes more than linear time, and a text with which it does; `null` where it does not. */
function faultOf(source: string, flags: string): string | null {
  const found = checkSync(source, flags, { timeout: null })
  if (found.status === 'safe') return null
  if (found.status === 'unknown') return `cannot be told: ${found.error.kind}`
  return `${found.complexity.summary}: ${found.attack.pattern}`
}

// Files of strangers are read with them. There are no exceptions: each that was found could be written otherwise.
it.each(['src/**/*.{ts,js}', 'infra/**/*.ts'])('every regular expression of %s takes linear time', (files) => {
  const all = globSync(files).flatMap((file) => regexpsIn(file))
  expect(all.length).toBeGreaterThan(0)
  const faults = all.flatMap(({ at, source, flags }) => {
    const fault = faultOf(source, flags)
    return fault === null ? [] : [`${at}: /${source}/${flags} ${fault}`]
  })
  expect(faults).toEqual([])
})

test.for([
  [String.raw`/<!doctype[^>]*\[?.*>/i`, 'polynomial'],
  [String.raw`/^<!doctype[^>[]*(?:\[[^\]]*\])?[^>]*>/i`, '2nd degree polynomial'],
  [String.raw`/<!ENTITY\s+(?:%|[^"'<>]*&)/i`, '2nd degree polynomial'],
  [String.raw`/<!--[^]*?-->/`, '2nd degree polynomial'],
  [String.raw`/\s+$/`, '2nd degree polynomial'],
  [String.raw`/^(?:a|a)*$/`, 'exponential'],
  [String.raw`new RegExp('\\s+$', 'u')`, '2nd degree polynomial'],
  ['RegExp(`\\s+${name}`)', '2nd degree polynomial'],
] as const)('%s is found: %s', ([text, complexity]) => {
  const [found, ...others] = regexpsIn('some.ts', `const name = 'x'\nconst some = ${text}`)
  expect([found?.at, others]).toEqual(['some.ts:2', []])
  expect(faultOf(found!.source, found!.flags)).toContain(complexity)
})

it('one that is made elsewhere is not passed over', () => {
  expect(() => regexpsIn('some.ts', 'const some = (source: string) => new RegExp(source)')).toThrow(
    'some.ts:1: a regular expression that cannot be looked at',
  )
})
