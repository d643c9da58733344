import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Store } from '../../src/stores/store.ts'
import { compareBytes, keysOf, md5, object, read } from './objects.ts'

type Model = Map<string, string>

/** What one operation answered, and what it should have. */
type Outcome = readonly [answered: unknown, expected: unknown]

type Operation = (store: Store, model: Model) => Promise<Outcome>

/** Keys none of which is the folder of another. */
const key = fc.constantFrom('a', 'b/c', 'b/d', 'b/e/f', 'b.x', 'é 1/ü')
const body = fc.constantFrom('', 'one', 'two', 'x'.repeat(3000))
const condition = fc.constantFrom('absent', 'right', 'wrong')
const place = fc.constantFrom('', 'a', 'b', 'b/', 'b/c', 'b/e/', 'z')

const puts = fc.record({ key, body, condition }).map(({ key, body, condition }): Operation => async (store, model) => {
  const stored = model.get(key)
  const only = condition === 'absent' ? condition : { etag: condition === 'right' ? etagOf(stored) : md5('wrong') }
  const isAllowed = condition === 'absent' ? stored === undefined : condition === 'right' && stored !== undefined
  if (isAllowed) model.set(key, body)
  return [await store.put(key, object(body), only), isAllowed ? md5(body) : null]
})

const deletes = fc.record({ key, condition }).map(({ key, condition }): Operation => async (store, model) => {
  const stored = model.get(key)
  const isAllowed = condition === 'right' && model.delete(key)
  return [await store.delete(key, condition === 'right' ? etagOf(stored) : md5('wrong')), isAllowed]
})

const reads = key.map((key): Operation => async (store, model) => [await read(store, key), model.get(key) ?? null])

const heads = key.map((key): Operation => async (store, model) => {
  const stored = model.get(key)
  return [(await store.head(key))?.etag, stored === undefined ? undefined : md5(stored)]
})

const lists = fc.record({ prefix: place, after: place }).map(({ prefix, after }): Operation => async (store, model) => {
  const keys = [...model.keys()].filter((key) => key.startsWith(prefix) && compareBytes(key, after) > 0)
  return [await keysOf(store, { prefix, after }), keys.sort(compareBytes)]
})

/** Whatever is done to a store in whatever order, it answers as a plain map would. */
export function modelContract(name: string, open: () => Promise<Store>): void {
  test(`${name} agrees with a map`, async () => {
    const operations = fc.array(fc.oneof(puts, puts, deletes, reads, heads, lists), { maxLength: 30, size: 'max' })
    await fc.assert(
      fc.asyncProperty(operations, async (operations) => {
        const store = await open()
        const model: Model = new Map()
        for (const operate of operations) {
          const [answered, expected] = await operate(store, model)
          expect(answered).toEqual(expected)
        }
        expect(await keysOf(store)).toEqual([...model.keys()].sort(compareBytes))
      }),
      { numRuns: 60 },
    )
  })
}

function etagOf(stored: string | undefined): string {
  return md5(stored ?? 'nothing is stored')
}
