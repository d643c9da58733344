import { describe, expect, it } from 'vitest'
import { at, flat, isObject, type Json, listOf } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

const definitionOf = (from: Synthesized, name: string): Json =>
  JSON.parse(flat(at(from.resource('AWS::StepFunctions::StateMachine', name).properties, 'DefinitionString')))
const all = synth({ config: { prefixes: ['photos/', 'photos/2024/', 'été/'] }, rolloutConcurrency: 3 })
const rollout = definitionOf(all, 'Rollout')
const state = (name: string) => at(rollout, 'States', name)

const entries = (value: Json): [string, Json][] => (isObject(value) ? Object.entries(value) : [])

/** Where a state may lead. */
const nextOf = (one: Json): string[] =>
  [one, ...listOf(at(one, 'Choices')), ...listOf(at(one, 'Catch'))]
    .flatMap((part) => [at(part, 'Next'), at(part, 'Default')])
    .filter((next) => typeof next === 'string')

/** Checks that every state is reached, leads somewhere, and has a name of its own; returns all names. */
function namesIn(machine: Json): string[] {
  const states = new Map(entries(at(machine, 'States')))
  const reached = new Set<string>()
  const go = (name: string): void => {
    if (reached.has(name)) return
    reached.add(name)
    const one = states.get(name)
    expect(one, name).toBeDefined()
    const next = nextOf(one)
    const ends = at(one, 'End') === true || ['Succeed', 'Fail'].includes(flat(at(one, 'Type')))
    expect(next.length > 0, `${name} leads on or ends`).toBe(!ends || at(one, 'Catch') !== undefined)
    next.forEach(go)
  }
  go(flat(at(machine, 'StartAt')))
  expect([...states.keys()].filter((name) => !reached.has(name))).toEqual([])
  const inner = [...states.values()].map((one) => at(one, 'ItemProcessor')).filter((one) => one !== undefined)
  return [...reached, ...inner.flatMap(namesIn)]
}

/** The states in the order in which they are entered, where every choice takes its default, or the other one. */
function pathThrough(machine: Json, take: 'Default' | 'Choices' = 'Default'): string[] {
  const path: string[] = []
  for (let name = flat(at(machine, 'StartAt')); name !== '';) {
    path.push(name)
    const one = at(machine, 'States', name)
    const chosen = take === 'Default' ? at(one, 'Default') : at(one, 'Choices', 0, 'Next')
    const next = at(one, 'Next') ?? chosen
    name = next === undefined ? '' : flat(next)
  }
  return path
}

describe('a rollout', () => {
  it('is sound: each state has a name of its own, is reached, and leads on', () => {
    for (const name of ['Rollout', 'PurgeAll']) {
      const names = namesIn(definitionOf(all, name))
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('waits until older code is dead, looks at all three buckets, and purges twice', () => {
    expect(pathThrough(rollout)).toEqual([
      'Older code dies',
      'Is it narrowed?',
      ...['originals1', 'originals2', 'processed', 'errors'].flatMap((name) => [`Look at ${name}`, `Count ${name}`]),
      'Purge everything',
      'Fetches of the old end',
      'Purge again',
      'Has anything failed?',
      'Done',
    ])
    for (const name of ['Older code dies', 'Fetches of the old end']) expect(at(state(name), 'Seconds')).toBe(240)
  })

  it('can be one of a prefix, and then takes no other bucket', () => {
    expect(pathThrough(rollout, 'Choices').slice(0, 5)).toEqual([
      'Older code dies',
      'Is it narrowed?',
      'Look at narrowed',
      'Count narrowed',
      'Purge everything',
    ])
    expect(at(state('Look at narrowed'), 'ItemReader', 'Parameters')).toEqual({
      Bucket: '<Originals>',
      'Prefix.$': '$.prefix',
    })
  })

  it.each([
    ['originals1', 'originals', { Bucket: '<Originals>', Prefix: 'photos/' }, 10],
    ['originals2', 'originals', { Bucket: '<Originals>', Prefix: 'été/' }, 10],
    ['processed', 'processed', { Bucket: '<Processed>' }, 50],
    ['errors', 'errors', { Bucket: '<Errors>' }, 10],
  ])('gives reconcile the keys of %s in batches, and reports', (name, bucket, list, batch) => {
    const look = state(`Look at ${name}`)
    expect(look).toMatchObject({
      ItemReader: { Parameters: list },
      ItemSelector: { 'Key.$': '$$.Map.Item.Value.Key' },
      ItemBatcher: { MaxItemsPerBatch: batch, BatchInput: { rollout: bucket } },
      MaxConcurrency: 3,
      ToleratedFailurePercentage: 10,
      ResultWriter: { Parameters: { Bucket: '<Logs>', Prefix: `rollouts/${name}` } },
    })
    expect(at(look, 'ItemProcessor', 'ProcessorConfig', 'Mode')).toBe('DISTRIBUTED')
    const invoke = at(look, 'ItemProcessor', 'States', `Reconcile ${name}`)
    expect(at(invoke, 'Parameters')).toEqual({ FunctionName: '<Reconcile.Arn>', 'Payload.$': '$' })
    expect(at(invoke, 'Retry', 0, 'ErrorEquals')).toContain('Lambda.TooManyRequestsException')
  })

  it('leaves originals to the queue, one by one, when their batch fails for good', () => {
    const batch = at(state('Look at originals1'), 'ItemProcessor', 'States')
    expect(at(batch, 'Reconcile originals1', 'Catch', 0)).toMatchObject({
      ErrorEquals: ['States.ALL'],
      Next: 'Leave originals1 to the queue',
    })
    expect(at(batch, 'Leave originals1 to the queue', 'Parameters')).toEqual({
      FunctionName: '<Reconcile.Arn>',
      Payload: { 'leave.$': '$.Items' },
    })
    expect(at(batch, 'Leave originals1 to the queue', 'Retry')).toEqual(
      at(state('Look at processed'), 'ItemProcessor', 'States', 'Reconcile processed', 'Retry'),
    )
  })

  it('fails in the end where anything failed, and has purged by then', () => {
    const failures = listOf(at(state('Has anything failed?'), 'Choices'))
    expect(failures.map((one) => [at(one, 'And', 1, 'Variable'), at(one, 'Next')])).toEqual(
      ['narrowed', 'originals1', 'originals2', 'processed', 'errors'].map((name) => [`$.${name}.failed`, 'Incomplete']),
    )
    expect(at(state('Incomplete'), 'Type')).toBe('Fail')
  })

  it('never catches what fails on its way, as it could not be taken up there again', () => {
    for (const [name, one] of entries(at(rollout, 'States'))) expect(at(one, 'Catch'), name).toBeUndefined()
  })

  it('takes all keys in one pass where all are public', () => {
    const whole = definitionOf(synth(), 'Rollout')
    expect(at(whole, 'States', 'Look at originals', 'ItemReader', 'Parameters')).toEqual({ Bucket: '<Originals>' })
  })
})

describe('a purge of everything', () => {
  it('is one path, under a reference that is never used again', () => {
    for (const name of ['Purge everything', 'Purge again']) {
      expect(at(state(name), 'Resource')).toBe('arn:<AWS::Partition>:states:::aws-sdk:cloudfront:createInvalidation')
      expect(at(state(name), 'Parameters')).toEqual({
        DistributionId: '<Distribution>',
        InvalidationBatch: {
          'CallerReference.$': "States.Format('{} {} {}', $$.Execution.Id, $$.State.Name, $$.State.EnteredTime)",
          Paths: { Quantity: 1, Items: ['/*'] },
        },
      })
    }
  })

  it('follows a rollout that failed or was stopped', () => {
    const { properties } = all.resource('AWS::Events::Rule', 'RolloutEndedEarly')
    expect(at(properties, 'EventPattern')).toMatchObject({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    })
    expect(flat(at(properties, 'EventPattern', 'detail', 'stateMachineArn', 0))).toBe('<Rollout>')
    expect(flat(at(properties, 'Targets', 0, 'Arn'))).toBe('<PurgeAll>')
    expect(pathThrough(definitionOf(all, 'PurgeAll'))).toEqual([
      'Purge everything',
      'Fetches of the old end',
      'Purge again',
    ])
  })
})
