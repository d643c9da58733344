import { expect, it } from 'vitest'
import { BATCH, rolloutCost } from '../../bench/cost/rollout.ts'
import { at, flat, isObject, type Json } from '../infra/json.ts'
import { synth } from '../infra/synth.ts'

it('the batches that are priced are those of the state machine', () => {
  const { properties } = synth().resource('AWS::StepFunctions::StateMachine', 'Rollout')
  const definition: Json = JSON.parse(flat(at(properties, 'DefinitionString')))
  const states = at(definition, 'States')
  const batches = Object.entries(isObject(states) ? states : {}).map(([name, state]) => [
    name,
    at(state, 'ItemBatcher', 'MaxItemsPerBatch'),
  ])
  expect(Object.fromEntries(batches)).toMatchObject({
    'Look at originals': BATCH.originals,
    'Look at processed': BATCH.processed,
  })
})

it('a rollout costs what its requests, its batches and its time do', () => {
  const look = { puts: 0, gets: 10, sent: 0, cpuMs: 0, stored: 0 }
  const unchanged = rolloutCost({ counted: look, answers: 0, messages: 0 }, look, 7, 0)
  const invocations = 1e6 * (1 / 10 + 7 / 50)
  expect(unchanged.dollars).toBeCloseTo(8e7 * 0.0000004 + invocations * (2 * 0.000025 + 0.0000002), 6)
  expect(unchanged.hours).toBe(0)
  const upload = { ...look, puts: 7 }
  const anew = rolloutCost({ counted: upload, answers: 0, messages: 0 }, look, 7, 0)
  expect(anew.dollars - unchanged.dollars).toBeCloseTo(7 * 5, 6)
  expect(anew.hours).toBeCloseTo(1e6 / 213 / 60 / 2, 6)
})
