import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { isObject, type Json, listOf } from './json.ts'

/** What CloudFormation's own schemas say of every resource, as the CDK is generated from it. Loaded once: it takes a second. */
const specification = loadAwsServiceSpecSync()

type Properties = ReturnType<typeof resourceOf>['properties']
type Property = Properties[string]
type Type = Property['type']

function resourceOf(type: string) {
  const [resource] = specification.lookup('resource', 'cloudFormationType', 'equals', type)
  if (resource === undefined) throw new Error(`there is no resource ${type}`)
  return resource
}

/**
 * Holds a resource against the specification: each property is known and of its type, and those that are required are there.
 *
 * @returns every fault, as `Path.To.Property: what is wrong`
 * @throws where there is no such resource
 */
export function faultsOfResource(type: string, properties: Json): string[] {
  return faultsOfObject(properties ?? {}, resourceOf(type).properties, '')
}

function faultsOfObject(value: Json, properties: Properties, path: string): string[] {
  if (!isObject(value)) return [`${path}: is no object`]
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(properties, name))
  const missing = Object.keys(properties).filter((name) => properties[name]?.required && value[name] === undefined)
  return [
    ...unknown.map((name) => `${join(path, name)}: is not known`),
    ...missing.map((name) => `${join(path, name)}: is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const property = properties[name]
      if (property === undefined || inner === undefined) return []
      return faultsOfProperty(inner, property, join(path, name))
    }),
  ]
}

/** A property may be of another type than it once was; both are taken. */
function faultsOfProperty(value: Json, { type, previousTypes = [] }: Property, path: string): string[] {
  return fewest([type, ...previousTypes].map((one) => faultsOfValue(value, one, path)))
}

function faultsOfValue(value: Json, type: Type, path: string): string[] {
  if (isIntrinsic(value)) return [] // what it becomes is known at the deployment
  switch (type.type) {
    case 'ref':
      return faultsOfObject(value, specification.get('typeDefinition', type.reference).properties, path)
    case 'array':
      if (!Array.isArray(value)) return [`${path}: is no list`]
      return listOf(value).flatMap((item, index) => faultsOfValue(item, type.element, join(path, `${index}`)))
    case 'map':
      if (!isObject(value)) return [`${path}: is no object`]
      return Object.entries(value).flatMap(([name, item]) => faultsOfValue(item, type.element, join(path, name)))
    case 'union':
      return fewest(type.types.map((one) => faultsOfValue(value, one, path)))
    case 'tag':
      return isObject(value) && Object.keys(value).toSorted().join() === 'Key,Value' ? [] : [`${path}: is no tag`]
    case 'json':
      return []
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'date-time':
    case 'null':
  }
  return isScalar(value, type) ? [] : [`${path}: ${JSON.stringify(value)} is not ${nameOf(type)}`]
}

/** CloudFormation takes a number or a truth for a string, and a string for either, where it can be read as one. */
function isScalar(value: Json, type: Type): boolean {
  if (value === undefined || typeof value === 'object') return false
  if ('allowedValues' in type && type.allowedValues !== undefined)
    return type.allowedValues.map(String).includes(`${value}`)
  if (type.type === 'boolean') return ['true', 'false'].includes(`${value}`)
  if (type.type === 'integer') return Number.isInteger(Number(value))
  if (type.type === 'number') return Number.isFinite(Number(value))
  return true
}

function nameOf(type: Type): string {
  const values = 'allowedValues' in type ? type.allowedValues : undefined
  return values === undefined ? `of the type ${type.type}` : `one of ${values.join(', ')}`
}

function isIntrinsic(value: Json): boolean {
  if (!isObject(value)) return false
  const names = Object.keys(value)
  return names.length === 1 && (names[0] === 'Ref' || names[0]?.startsWith('Fn::') === true)
}

function fewest(alternatives: readonly string[][]): string[] {
  return alternatives.toSorted((a, b) => a.length - b.length)[0] ?? []
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
