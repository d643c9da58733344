/** Reference paths, payload templates and intrinsic functions of the Amazon States Language, as far as ours are written in it. */

/** What a path that begins with `$$` reads from. */
export type Context = Readonly<Record<string, unknown>>

export function read(path: string, input: unknown, context: Context): unknown {
  const call = /^States\.(\w+)\((.*)\)$/.exec(path)
  if (call !== null) return callIntrinsic(call[1] ?? '', call[2] ?? '', input, context)
  const [root, rest] = path.startsWith('$$') ? [context, path.slice(2)] : [input, path.slice(1)]
  if (rest === '') return root
  return rest.split('.').slice(1).reduce(member, root)
}

/** Fills in a payload template: a name that ends with `.$` has a path for a value. */
export function fill(template: unknown, input: unknown, context: Context): unknown {
  if (Array.isArray(template)) return template.map((part) => fill(part, input, context))
  if (!isRecord(template)) return template
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$') && typeof value === 'string'
        ? [name.slice(0, -2), read(value, input, context)]
        : [name, fill(value, input, context)],
    ),
  )
}

/** What goes on as input when a result is put at a path; `null` drops the result. */
export function place(input: unknown, result: unknown, path: string | null | undefined): unknown {
  if (path === null) return input
  if (path === undefined || path === '$') return result
  const name = path.slice(2)
  if (!path.startsWith('$.') || name.includes('.')) throw new Error(`${path} is not known here`)
  return { ...(isRecord(input) ? input : {}), [name]: result }
}

function callIntrinsic(name: string, list: string, input: unknown, context: Context): unknown {
  const values = list.split(',').map((text) => text.trim())
  const [first = '', ...rest] = values
  if (name === 'Format') {
    const filled = rest.map((path) => String(read(path, input, context)))
    return first.slice(1, -1).replace(/\{\}/g, () => filled.shift() ?? '')
  }
  throw new Error(`States.${name} is not known here`)
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
