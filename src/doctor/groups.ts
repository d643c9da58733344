import { compareKeys } from '../stores/store.ts'

interface Example {
  readonly key: string
  /** What there is to say of this very object. */
  readonly detail?: string
}

/** Objects that have something in common. */
export interface Group {
  readonly objects: number
  /** Of all of them together. */
  readonly bytes: number
  /** The first ones in the order of their keys, so that the same collection always gives the same. */
  readonly examples: readonly Example[]
}

export type NamedGroup = Group & { readonly name: string }

const none: Group = { objects: 0, bytes: 0, examples: [] }

const EXAMPLES = 3

/** Groups by name; of an object only its size is kept, and of a few their keys. */
export interface Groups {
  add(name: string, key: string, size: number, detail?: string): void
  /** The largest first. */
  all(): NamedGroup[]
  one(name: string): Group
  /** All of them as one. */
  total(): Group
}

export function createGroups(): Groups {
  const groups = new Map<string, Group>()
  return {
    add(name, key, size, detail) {
      const { objects, bytes, examples } = groups.get(name) ?? none
      const example = { key, ...(detail !== undefined && { detail }) }
      groups.set(name, { objects: objects + 1, bytes: bytes + size, examples: firstOf([...examples, example]) })
    },
    all: () =>
      [...groups]
        .map(([name, group]) => Object.assign({ name }, group))
        .sort((a, b) => b.objects - a.objects || (a.name < b.name ? -1 : 1)),
    one: (name) => groups.get(name) ?? none,
    total: () =>
      [...groups.values()].reduce(
        (sum, { objects, bytes, examples }) => ({
          objects: sum.objects + objects,
          bytes: sum.bytes + bytes,
          examples: firstOf([...sum.examples, ...examples]),
        }),
        none,
      ),
  }
}

function firstOf(examples: readonly Example[]): Example[] {
  return examples.toSorted((a, b) => compareKeys(a.key, b.key)).slice(0, EXAMPLES)
}
