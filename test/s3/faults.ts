import type { S3Request } from './requests.ts'

/** What goes wrong. */
export type Fault =
  /** An error is answered, and nothing is done. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  /** The request is carried out, but an error is answered. */
  | { readonly kind: 'deny'; readonly status: number; readonly code: string }
  /** The request is carried out, but the connection ends before the answer is sent. */
  | { readonly kind: 'lose-answer' }
  /** The connection is reset in the answer's body. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** The connection ends in good order, but before the bytes that `Content-Length` promises. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** The answer's body does not go on until the promise is fulfilled. */
  | { readonly kind: 'stall'; readonly afterBytes: number; readonly until: Promise<unknown> }
  /** Nothing happens until the promise is fulfilled: before the request is carried out, or before its answer. */
  | { readonly kind: 'wait'; readonly before: 'work' | 'answer'; readonly until: Promise<unknown> }

/** Which requests a fault befalls; what is left out is not looked at. */
export interface FaultRule {
  readonly method?: string
  readonly bucket?: string
  /** The key itself, or a pattern for it; a request about the bucket has the key ''. */
  readonly key?: string | RegExp
  /** A header that the request has, in lower case. */
  readonly header?: string
  /** How many requests it lets pass before; none, by default. */
  readonly after?: number
  /** How many requests it befalls; all of them, by default. */
  readonly times?: number
  readonly fault: Fault
}

export interface Faults {
  readonly add: (rule: FaultRule) => void
  readonly clear: () => void
  /** The fault that befalls a request, by the first rule that fits it and is not used up. */
  readonly take: (request: S3Request) => Fault | null
}

export function createFaults(): Faults {
  let rules: { readonly rule: FaultRule; passing: number; left: number }[] = []
  return {
    add: (rule) => void rules.push({ rule, passing: rule.after ?? 0, left: rule.times ?? Infinity }),
    clear: () => void (rules = []),
    take(request) {
      const found = rules.find(({ rule, left }) => left > 0 && fits(rule, request))
      if (found === undefined) return null
      if (found.passing > 0) {
        found.passing -= 1
        return null
      }
      found.left -= 1
      return found.rule.fault
    },
  }
}

function fits({ method, bucket, key, header }: FaultRule, request: S3Request): boolean {
  if (method !== undefined && method !== request.method) return false
  if (bucket !== undefined && bucket !== request.bucket) return false
  if (header !== undefined && !(header in request.headers)) return false
  return key === undefined || (typeof key === 'string' ? key === request.key : key.test(request.key))
}
