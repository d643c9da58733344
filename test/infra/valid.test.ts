import { expect, it } from 'vitest'
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

it.each(Object.entries(variants))('CloudFormation would take the template, %s', (_, create) =>
  expect(faultsOf(create(STRICT))).toBe(''),
)

it('the function behind the distribution cannot know it: they would wait for each other', () => {
  const circular = synth({}, STRICT)
  circular.images.serve.addEnvironment('DISTRIBUTION', circular.images.distribution.distributionId)
  expect(faultsOf(circular)).toMatch(/Circular Dependenc/i)
})
