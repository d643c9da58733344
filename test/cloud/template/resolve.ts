import type { Template } from './assembly.ts'
import type { Names } from './names.ts'

/** Puts in what the template refers to, as CloudFormation does; of its functions, those that CDK writes. */
export type Resolve = (value: unknown) => unknown

export function createResolver(template: Template, names: Names): Resolve {
  const typeOf = (id: string) => {
    const resource = template.Resources[id]
    if (resource === undefined) throw new Error(`the template has no ${id}`)
    return resource.Type
  }

  function reference(id: string): unknown {
    const pseudo = names.pseudo[id]
    if (pseudo !== undefined) return pseudo
    const parameter = template.Parameters[id]
    return parameter === undefined ? names.nameOf(id, typeOf(id)) : parameter.Default
  }

  function attribute(id: string, name: string): string {
    const type = typeOf(id)
    if (type !== 'AWS::Lambda::Url' || name !== 'FunctionArn') return names.attributeOf(id, type, name)
    return asText(resolve(template.Resources[id]?.Properties['TargetFunctionArn']))
  }

  function substitute(text: string, values: Record<string, unknown>): string {
    return text.replace(/\$\{([^!}]+)\}/g, (_, name: string) => {
      if (name in values) return asText(resolve(values[name]))
      const [id = '', ...rest] = name.split('.')
      return rest.length > 0 ? attribute(id, rest.join('.')) : asText(reference(id))
    })
  }

  function call(name: string, given: unknown): unknown {
    if (name === 'Ref') return reference(asText(given))
    const list = asList(given)
    switch (name) {
      case 'Fn::GetAtt':
        return attribute(asText(list[0]), asText(list[1]))
      case 'Fn::Join':
        return asList(resolve(list[1])).map(asText).join(asText(list[0]))
      case 'Fn::Split':
        return asText(resolve(list[1])).split(asText(list[0]))
      case 'Fn::Select':
        return asList(resolve(list[1]))[Number(list[0])]
      case 'Fn::Sub':
        return typeof given === 'string' ? substitute(given, {}) : substitute(asText(list[0]), asRecord(list[1]))
      default:
        throw new Error(`${name} is not known here`)
    }
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve)
    if (!isRecord(value)) return value
    const [only, ...others] = Object.keys(value)
    if (only !== undefined && others.length === 0 && (only === 'Ref' || only.startsWith('Fn::'))) {
      return call(only, value[only])
    }
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]))
  }

  return resolve
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asRecord(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new TypeError(`not an object: ${JSON.stringify(value)}`)
  return value
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

function asText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError(`no text: ${JSON.stringify(value)}`)
  return String(value)
}
