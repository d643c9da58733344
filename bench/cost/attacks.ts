import prices from '../../src/doctor/prices.json' with { type: 'json' }

/** What one of each costs in dollars, as measured. */
export interface Measured {
  /** What the function and S3 cost for a key that is not there, beside what every request costs. */
  readonly unknown: number
  /** The same for a rendition that is made on the spot. */
  readonly miss: number
  /** An upload, its sweep included. */
  readonly upload: number
}

export interface Attack {
  readonly name: string
  /** The dollars that a million cost. */
  readonly million: number
  /** Dollars a day: at a thousand requests a second, or at as many uploads as reconcile takes up. */
  readonly day: number
  /** Dollars a day of one address under `rateLimit: 2000`; `null` where it does not come by HTTP. */
  readonly address: number | null
}

const MILLION = 1e6
const DAY = 24 * 3600
/** Requests of one address a day under `rateLimit: 2000`, which counts five minutes. */
const LIMITED = (2000 * DAY) / 300
/** What WAF takes for a request, where there is a web ACL; what it blocks costs no more. */
const WAF = 0.6 / MILLION
/** The largest answer that is usual: `large` as JPEG. */
const LARGE_BYTES = 200_000

/**
 * What each kind of attack costs.
 *
 * @param perSecond how many uploads reconcile takes up in a second, whatever comes
 */
export function attacksOf({ unknown, miss, upload }: Measured, perSecond: number): Attack[] {
  const request = prices.cloudfront.request + prices.cloudfront.function
  const byHttp = (name: string, each: number): Attack => ({
    name,
    million: each * MILLION,
    day: each * 1000 * DAY,
    address: (each + WAF) * LIMITED,
  })
  const byUpload = (name: string, each: number): Attack => ({
    name,
    million: each * MILLION,
    day: each * perSecond * DAY,
    address: null,
  })
  return [
    byHttp('what the edge refuses', request),
    byHttp('unknown keys', request + prices.s3.get + unknown),
    byHttp('a large picture, over and over', request + (LARGE_BYTES / 1e9) * prices.cloudfront.gb),
    byHttp('sizes that are not pre-warmed', request + prices.s3.get + miss),
    byUpload('new photos', upload),
    byUpload('overwrites', upload + 2 * prices.cloudfront.invalidation),
  ]
}
