import { beforeAll, describe, expect, it } from 'vitest'
import { flat } from './json.ts'
import { faultsOfResource } from './specification.ts'
import { faultsOfMachine } from './states-language.ts'
import { synth, type Synthesized } from './synth.ts'
import { variants } from './variants.ts'

/** CDK holds a template against the schemas of CloudFormation, and only warns of what it finds unless it is told to be strict. */
const STRICT = { '@aws-cdk/core:validateAgainstDefaultRules': true }

function faultsOf({ app }: Synthesized): string {
  try {
    app.synth()
    return ''
  } catch (error) {
    return String(error)
  }
}

describe.each(Object.entries(variants))('AWS would take the template, %s:', (_, create) => {
  let synthesized: Synthesized
  beforeAll(() => {
    synthesized = create(STRICT)
  })

  it('nothing waits for itself, and CDK finds no fault', () => expect(faultsOf(synthesized)).toBe(''))

  it('the specification knows every property, and what it requires is there', () => {
    const resources = synthesized.resources()
    const ours = resources.filter(({ type }) => !flat(type).startsWith('Custom::')) // takes what its function wants
    expect(ours.length).toBeGreaterThan(30)
    const faults = ours.flatMap(({ id, type, properties }) =>
      faultsOfResource(flat(type), properties).map((fault) => `${id} (${flat(type)}) ${fault}`),
    )
    expect(faults).toEqual([])
  })

  it('the state machines are in the language of Step Functions', () => {
    const machines = synthesized.resources('AWS::StepFunctions::StateMachine')
    expect(machines.length).toBe(2)
    expect(machines.map(({ properties }) => faultsOfMachine(properties))).toEqual(['', ''])
  })
})

it('the function behind the distribution cannot know it: they would wait for each other', () => {
  const circular = synth({}, STRICT)
  circular.images.serve.addEnvironment('DISTRIBUTION', circular.images.distribution.distributionId)
  expect(faultsOf(circular)).toMatch(/Circular Dependenc/i)
})
