import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, signerOf } from '../http.ts'

/** An invalidation that CloudFront has accepted. */
export interface Invalidation {
  readonly distribution: string
  readonly reference: string
  readonly items: readonly string[]
}

export interface EdgeApiOptions {
  /** How invalidations reach the edge, by the distribution's id. */
  readonly invalidate: (distribution: string, items: readonly string[]) => void
  /** Whether who signed may do something to a distribution. */
  readonly permits: (signer: string | undefined, action: string, distribution: string) => boolean
}

/** CloudFront's interface, which has no region. */
export interface EdgeApi {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** A call that repeats a reference is taken for the same call, and does nothing. */
  readonly accept: (invalidation: Invalidation) => void
  readonly accepted: readonly Invalidation[]
  /** Refuses so many calls from now on, as when too many are in progress. */
  refuseNext(times: number): void
}

/** What of CloudFront's HTTP interface the functions speak (REST XML). */
export function createEdgeApi({ invalidate, permits }: EdgeApiOptions): EdgeApi {
  const accepted: Invalidation[] = []
  let refusals = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, distribution] = /^\/2020-05-31\/distribution\/([^/]+)\/invalidation\/?$/.exec(request.url ?? '') ?? []
    const body = (await readBody(request)).toString()
    if (request.method !== 'POST' || distribution === undefined) return refuse(response, 404, 'NoSuchResource')
    if (!permits(signerOf(request), 'cloudfront:CreateInvalidation', distribution)) {
      return refuse(response, 403, 'AccessDenied')
    }
    if (refusals > 0) {
      refusals -= 1
      return refuse(response, 400, 'TooManyInvalidationsInProgress')
    }
    const [, reference = ''] = /<CallerReference>(.*?)<\/CallerReference>/.exec(body) ?? []
    const items = [...body.matchAll(/<Path>(.*?)<\/Path>/g)].map(([, item = '']) => item)
    accept({ distribution, reference, items })
    response.writeHead(201, { 'content-type': 'text/xml' })
    response.end('<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>')
  }

  function accept(invalidation: Invalidation): void {
    if (accepted.some(({ reference }) => reference === invalidation.reference)) return
    accepted.push(invalidation)
    invalidate(invalidation.distribution, invalidation.items)
  }

  return {
    answer,
    accept,
    accepted,
    refuseNext(times) {
      refusals = times
    },
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' })
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error></ErrorResponse>`,
  )
}
