import type { CloudFrontClient, CloudFrontClientConfig, TestResult } from '@aws-sdk/client-cloudfront'
import { viewerPath } from '../path.ts'
import { BROWSER } from './answers.ts'
import { askAws, loadClient } from './aws.ts'
import { type Check, Failed, Inconclusive, must, type Subject, variantsOf } from './check.ts'

/**
 * What of the allowed time may be used, in percent: AWS calls up to 50 comfortable, and expects throttling above 70, at
 * which the alarm `EdgeUtilization` rings. A test runs on a machine that nobody else uses; visitors have no such machine.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/test-function.html#compute-utilization
 */
const COMFORTABLE = 50
/** How often each request is tried: the middle one counts, for the first may find the function cold. */
const TRIES = 3
/** The most ranges that the edge function reads of an `Accept`. */
const RANGES = 50

/** A request to try the function with, and what must become of it: an origin's, or the status of its answer. */
interface Tried {
  readonly what: string
  readonly uri: string
  readonly accept?: string
  readonly becomes: 'request' | number
}

/**
 * Checks what share of its time the deployed edge function takes, by CloudFront's own measure. It needs
 * `cloudfront:ListDistributions`, `cloudfront:DescribeFunction` and `cloudfront:TestFunction`, and changes nothing.
 *
 * @param host the domain under which the service is
 * @param config of the client, in place of what the environment says
 */
export function edgeFunctionCheck(host: string, config: CloudFrontClientConfig = {}): Check {
  return {
    title: 'the edge function has time to spare',
    async run(subject) {
      const sdk = await loadClient('@aws-sdk/client-cloudfront')
      const client = new sdk.CloudFrontClient({ region: 'us-east-1', ...config }) // CloudFront is in no other
      try {
        const name = await findFunction(sdk, client, host)
        const { ETag } = await askAws('cloudfront:DescribeFunction', () =>
          client.send(new sdk.DescribeFunctionCommand({ Name: name, Stage: 'LIVE' })),
        )
        let most = { share: -1, what: '' }
        for (const tried of requestsOf(subject)) {
          const shares: number[] = []
          while (shares.length < TRIES) {
            const event = Buffer.from(JSON.stringify(eventOf(tried, host)))
            const command = new sdk.TestFunctionCommand({
              Name: name,
              IfMatch: ETag,
              Stage: 'LIVE',
              EventObject: event,
            })
            const answer = await askAws('cloudfront:TestFunction', () => client.send(command))
            shares.push(shareOf(tried, answer.TestResult ?? {}))
          }
          const share = shares.toSorted((a, b) => a - b)[Math.floor(TRIES / 2)]!
          if (share > most.share) most = { share, what: tried.what }
        }
        const told = `${most.what} takes ${most.share} % of the time that CloudFront allows`
        must(most.share <= COMFORTABLE, `${told}, where ${COMFORTABLE} % would be comfortable`)
        return told
      } finally {
        client.destroy()
      }
    },
  }
}

type Sdk = typeof import('@aws-sdk/client-cloudfront')

/** Finds the name of the function that runs for requests to the host. */
async function findFunction(sdk: Sdk, client: CloudFrontClient, host: string): Promise<string> {
  return askAws('cloudfront:ListDistributions', async () => {
    for await (const { DistributionList } of sdk.paginateListDistributions({ client }, {})) {
      for (const { DomainName, Aliases, DefaultCacheBehavior } of DistributionList?.Items ?? []) {
        if (![DomainName, ...(Aliases?.Items ?? [])].some((domain) => isAbout(domain, host))) continue
        const { Items = [] } = DefaultCacheBehavior?.FunctionAssociations ?? {}
        const arn = Items.find(({ EventType }) => EventType === 'viewer-request')?.FunctionARN
        if (arn === undefined) throw new Failed(`the distribution of ${host} has no edge function`)
        return arn.slice(arn.lastIndexOf('/') + 1)
      }
    }
    throw new Inconclusive(`no distribution of the account has the domain ${host}`)
  })
}

/** @param domain of a distribution, perhaps like `*.example.com` */
function isAbout(domain: string | undefined, host: string): boolean {
  return domain === host || domain === host.replace(/^[^.]+/, '*')
}

/** Ordinary requests, and those that ask most of the function. */
function requestsOf(subject: Subject): Tried[] {
  const [variant = ''] = variantsOf(subject)
  return [
    { what: 'the picture', uri: viewerPath(variant, subject.key), accept: BROWSER, becomes: 'request' },
    { what: 'the picture as a fallback', uri: viewerPath(variant, subject.key), becomes: 'request' },
    { what: '/info', uri: viewerPath('info', subject.key), becomes: 'request' },
    {
      what: 'a long Accept',
      uri: viewerPath(variant, subject.key),
      accept: Array.from({ length: RANGES }, (_, index) => `image/x-${index};q=0.${index % 10}`).join(','),
      becomes: 'request',
    },
    { what: 'a long name', uri: viewerPath(variant, longestKey(subject)), accept: BROWSER, becomes: 'request' },
    // Not the picture's own key, which with `legacy: 'query'` would be an old address, whatever is before it.
    { what: 'a size that there is not', uri: viewerPath('no-such-size', 'nothing'), becomes: 404 },
  ]
}

/** A key as long as there may be, of which every character has to be escaped. */
function longestKey({ catalogue, settings }: Subject): string {
  const key = (length: number) => `${settings.prefixes[0]}${'é'.repeat(length)}`
  let length = 1
  while (catalogue.serves(key(length + 1))) length += 1
  return key(length)
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
function eventOf({ uri, accept }: Tried, host: string) {
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '198.51.100.11' },
    request: {
      method: 'GET',
      uri,
      querystring: {},
      headers: { host: { value: host }, ...(accept !== undefined && { accept: { value: accept } }) },
      cookies: {},
    },
  }
}

/** What a test says. @throws Failed where the function did not do what it must */
function shareOf(
  { what, becomes }: Tried,
  { ComputeUtilization, FunctionErrorMessage = '', FunctionOutput = '' }: TestResult,
): number {
  must(FunctionErrorMessage === '', `of ${what} it makes an error: ${FunctionErrorMessage.slice(0, 200)}`)
  const output: { response?: { statusCode?: number } } = JSON.parse(FunctionOutput)
  const became = output.response?.statusCode ?? 'request'
  must(became === becomes, `of ${what} it makes ${became}, not ${becomes}`)
  const share = Number(ComputeUtilization ?? Number.NaN)
  if (Number.isNaN(share)) throw new Inconclusive('CloudFront does not say what share of its time it took')
  return share
}
