import { expect, it } from 'vitest'
import { divideConcurrency } from '../../infra/concurrency.ts'
import type { ImageServiceProps } from '../../infra/props.ts'
import { ConfigFault } from '../../src/config/config.ts'
import { at, flat, isObject, type Json } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

const usual = synth()

/** The maxima in the template, and what is reserved. */
function maximaOf(all: Synthesized): Record<string, Json> {
  const machine = all.resource('AWS::StepFunctions::StateMachine', 'Rollout').properties
  const definition: Json = JSON.parse(flat(at(machine, 'DefinitionString')))
  const states = at(definition, 'States')
  const maps = Object.values(isObject(states) ? states : {}).map((state) => at(state, 'MaxConcurrency'))
  return {
    reconcile: at(all.resource('AWS::Lambda::EventSourceMapping').properties, 'ScalingConfig', 'MaximumConcurrency'),
    rollout: [...new Set(maps.filter((max) => max !== undefined))],
    reserved: all
      .resources('AWS::Lambda::Function')
      .flatMap(({ properties }) => at(properties, 'ReservedConcurrentExecutions') ?? []),
  }
}

function faultsOf(props: ImageServiceProps): readonly string[] {
  try {
    synth(props)
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
  return []
}

it('a new account, in which ten may be at work at once, serves while it takes up uploads and rolls out', () =>
  expect(maximaOf(usual)).toEqual({ reconcile: 2, rollout: [2], reserved: [] }))

it('a larger quota is divided', () =>
  expect(maximaOf(synth({ accountConcurrency: 1000 }))).toEqual({ reconcile: 250, rollout: [250], reserved: [] }))

it('what is said of one of them is done', () =>
  expect(maximaOf(synth({ accountConcurrency: 100, reconcileConcurrency: 40, rolloutConcurrency: 3 }))).toEqual({
    reconcile: 40,
    rollout: [3],
    reserved: [],
  }))

it('what is reserved for requests is not there to be divided', () =>
  expect(maximaOf(synth({ accountConcurrency: 1000, serveConcurrency: 600 }))).toEqual({
    reconcile: 100,
    rollout: [100],
    reserved: [600],
  }))

it('whatever the quota, at least half of it is left for requests, and both get within Lambda’s bounds', () => {
  for (let account = 6; account < 6000; account += 1) {
    const { reconcile, rollout } = divideConcurrency({ accountConcurrency: account })
    expect(reconcile + rollout).toBeLessThanOrEqual(account / 2)
    expect([reconcile >= 2, rollout >= 1, reconcile <= 1000, rollout <= 1000]).not.toContain(false)
  }
})

it('numbers that leave nothing for requests are refused', () => {
  expect(faultsOf({ accountConcurrency: 50, reconcileConcurrency: 30, rolloutConcurrency: 20 })).toEqual([
    'accountConcurrency: reconcileConcurrency (30) and rolloutConcurrency (20) together must be less than the 50 that they share with everything else, or nobody is served',
  ])
  expect(faultsOf({ accountConcurrency: 50, reconcileConcurrency: 30, rolloutConcurrency: 19 })).toEqual([])
})

it('what Lambda would not reserve is refused, where the quota is said', () => {
  expect(faultsOf({ accountConcurrency: 150, serveConcurrency: 51 })).toEqual([
    "serveConcurrency: Lambda keeps 100 of the account's 150 unreserved, so it can be 50 at most, but is 51",
  ])
  expect(faultsOf({ accountConcurrency: 150, serveConcurrency: 50 })).toEqual([])
  expect(faultsOf({ accountConcurrency: 10, serveConcurrency: 1 })).toEqual([
    "serveConcurrency: Lambda keeps 100 of the account's 10 unreserved, so it can be 0 at most, but is 1",
  ])
})

it('a quota below Lambda’s least, or none at all, is refused', () =>
  expect(faultsOf({ accountConcurrency: 5, reconcileConcurrency: 1 })).toEqual([
    'accountConcurrency: must be a whole number from 6 to 1000000, but is 5',
    'reconcileConcurrency: must be a whole number from 2 to 1000, but is 1',
  ]))
