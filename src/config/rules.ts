import * as v from 'valibot'

/** A whole number between two others, both of which are allowed. */
export const whole = (min: number, max: number, unit = '') => {
  const allowed = `must be a whole number${unit} from ${min} to ${max}`
  return v.pipe(v.number(allowed), v.integer(allowed), v.minValue(min, allowed), v.maxValue(max, allowed))
}
export const oneOf = <const T extends readonly string[]>(options: T) =>
  v.picklist(options, `must be one of ${options.map((option) => `'${option}'`).join(', ')}`)

/** Makes a schema like `v.strictObject`, which names only the first unknown setting, while this names them all. */
export function settings<E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> {
  const schema: unknown = v.objectWithRest(entries, v.never('is not a setting; check the spelling'))
  return schema as v.StrictObjectSchema<E, undefined> // oxlint-disable-line typescript/no-unsafe-type-assertion -- a rest of `never` is none
}

/** A list that names nothing twice. */
export const unique = <T extends v.BaseSchema<unknown, string | number, v.BaseIssue<unknown>>>(item: T) =>
  v.pipe(
    v.array(item, 'must be a list'),
    // A mere check would not run where one of the items is at fault.
    v.rawCheck(({ dataset: { value }, addIssue }) => {
      if (Array.isArray(value) && new Set(value).size < value.length)
        addIssue({ message: 'must not name anything twice' })
    }),
  )
