import type { ViewerAnswer } from './edge/distribution.ts'

type Headers = Readonly<Record<string, string>>
type Fetch = (target: string, headers: Headers) => Promise<ViewerAnswer>

interface Kept {
  /** The request headers that its `Vary` names, as they were. */
  readonly asked: ReadonlyMap<string, string | undefined>
  readonly answer: ViewerAnswer
}

/**
 * A cache between the edge and many browsers, a company's proxy say, that does as it is told and no more: it gives an
 * answer again where the request has the same headers as `Vary` names, and to everybody where it names none.
 * https://www.rfc-editor.org/rfc/rfc9111#name-calculating-cache-keys-with
 */
export function createVaryingCache(fetch: Fetch) {
  const kept = new Map<string, Kept[]>()
  let hits = 0
  return {
    hits: () => hits,
    async get(target: string, headers: Headers): Promise<ViewerAnswer> {
      const known = kept.get(target) ?? []
      const hit = known.find(({ asked }) => [...asked].every(([name, value]) => headers[name] === value))
      if (hit !== undefined) {
        hits += 1
        return hit.answer
      }
      const answer = await fetch(target, headers)
      if (/no-store|private/.test(answer.headers.get('cache-control') ?? '')) return answer
      const names = (answer.headers.get('vary') ?? '')
        .toLowerCase()
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
      const asked = new Map(names.map((name) => [name, headers[name]]))
      if (!asked.has('*')) kept.set(target, [...known, { asked, answer }])
      return answer
    },
  }
}
