/** Any value of a template. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json }

/** What lies under a path of names and indexes; `undefined` where it leads nowhere. */
export function at(value: Json, ...path: readonly (string | number)[]): Json {
  return path.reduce<Json>((inner, step) => {
    if (Array.isArray(inner)) return (inner as readonly Json[])[Number(step)]
    return isObject(inner) ? inner[step] : undefined
  }, value)
}

export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What IAM writes as one or as many. */
export function listOf(value: Json): readonly Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly Json[]) : [value]
}

/** `Queue` for the logical id `ImagesQueueC319D8D8`. */
export function plainName(logicalId: string): string {
  return logicalId.replace(/^Images/, '').replace(/[0-9A-F]{8}$/, '')
}

/** A value as one string, in which references look like `<Queue.Arn>`. */
export function flat(value: Json): string {
  if (!isObject(value)) return listOf(value).map(String).join(',')
  if (typeof value['Ref'] === 'string') return `<${plainName(value['Ref'])}>`
  const attribute = at(value, 'Fn::GetAtt')
  if (attribute !== undefined) return `<${plainName(flat(at(attribute, 0)))}.${flat(at(attribute, 1))}>`
  if ('Fn::Join' in value)
    return listOf(at(value, 'Fn::Join', 1))
      .map(flat)
      .join(flat(at(value, 'Fn::Join', 0)))
  return JSON.stringify(value)
}
