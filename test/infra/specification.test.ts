import { expect, it } from 'vitest'
import { faultsOfResource } from './specification.ts'
import { faultsOfDefinition } from './states-language.ts'

// What holds the templates in `valid.test.ts` must itself be able to find something.
it.each([
  ['one that is not known', { Nonsense: 1 }, 'Nonsense: is not known'],
  ['one deep inside that is not known', { VpcConfig: { Subnets: [] } }, 'VpcConfig.Subnets: is not known'],
  ['one that is missing', { Role: undefined }, 'Role: is missing'],
  ['a text for a number', { MemorySize: 'much' }, 'MemorySize: "much" is not of the type integer'],
  ['an object for a list', { Layers: {} }, 'Layers: is no list'],
  ['a text for an object', { Code: 'here' }, 'Code: is no object'],
  ['a value that there is not', { PackageType: 'Tar' }, 'PackageType: "Tar" is not one of Image, Zip'],
])('of the properties of a resource it finds %s', (_, wrong, fault) => {
  const right = { Code: { S3Bucket: { Ref: 'Bucket' }, S3Key: 'key' }, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }
  expect(faultsOfResource('AWS::Lambda::Function', right)).toEqual([])
  expect(faultsOfResource('AWS::Lambda::Function', { ...right, ...wrong })).toEqual([fault])
})

it('knows every resource by its name', () => {
  expect(() => faultsOfResource('AWS::Lambda::Functoin', {})).toThrow('there is no resource AWS::Lambda::Functoin')
})

it.each([
  ['a state that leads nowhere', { Next: 'Nowhere' }, /MISSING_TRANSITION_TARGET.*Nowhere/],
  ['a misspelt field', { Secconds: 1 }, /SCHEMA_VALIDATION_FAILED: \/States\/Look/],
  ['an ARN that is none', { Resource: 'reconcile' }, /SCHEMA_VALIDATION_FAILED: \/States\/Look/],
])('of a state machine it finds %s', (_, wrong, fault) => {
  const machine = (look: object) => ({ StartAt: 'Look', States: { Look: look, Done: { Type: 'Succeed' } } })
  const right = { Type: 'Task', Resource: 'arn:aws:lambda:eu-central-1:111122223333:function:look', Next: 'Done' }
  expect(faultsOfDefinition(machine(right))).toBe('')
  expect(faultsOfDefinition(machine({ ...right, ...wrong }))).toMatch(fault)
})
