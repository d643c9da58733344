import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyUri, many, range, runs, text } from '../edge/asked.ts'
import { brief, viewer } from '../edge/events.ts'
import { anyString } from '../edge/keys.ts'
import { bare, njs } from '../edge/run.ts'

it('njs and a bare context agree', () => {
  const accept = fc.array(
    fc.oneof(
      range.map((parts) => parts.join('')),
      anyString,
    ),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(anyUri, accept), many), (asked) => {
      const events = asked.map(([uri, accept]) => viewer(uri, { accept }))
      expect(njs.run(text, events).map(brief)).toEqual(bare.run(text, events).map(brief))
    }),
    runs,
  )
})
