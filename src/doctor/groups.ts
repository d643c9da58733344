import { compareKeys } from '../stores/store.ts'

interface Example {
  readonly key: string
  /** What is to be said of this very object. */
  readonly detail?: string
}

/** Objects that have something in common. */
export interface Group {
  readonly objects: number
  /** The bytes of all of them together. */
  readonly bytes: number
  /** The first few in the order of their keys, so that the same collection always gives the same ones. */
  readonly examples: readonly Example[]
}

export type NamedGroup = Group & { readonly name: string }

const none: Group = { objects: 0, bytes: 0, examples: [] }

const EXAMPLES = 3

/** Groups by name. They keep the sizes of objects as a sum, and the keys of a few. */
export interface Groups {
  add(name: string, key: string, size: number, detail?: string): void
  /** All groups, those with the most objects first. */
  all(): NamedGroup[]
  one(name: string): Group
  /** All groups taken as one. */
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
