import { createServer, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import { brief, type EdgeEvent } from '../edge/events.ts'
import { bare } from '../edge/run.ts'

/** What the account has. */
export interface AccountState {
  readonly quota?: number
  readonly unreserved?: number
  readonly functions?: readonly { readonly name: string; readonly variables: object; readonly batches?: number }[]
  /** Actions that the credentials may not do, as a policy names them. */
  readonly denied?: readonly string[]
  readonly domains?: readonly string[]
  /** The text of the edge function, and the share of its time that it takes for an event, in percent. */
  readonly edge?: { readonly text: string; readonly share: (event: EdgeEvent) => number | undefined }
}

export interface FakeAws {
  /** For the environment of a process that asks. */
  readonly env: Record<string, string>
  /** For a client of this process. */
  readonly config: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
  /** What was asked, as a policy names it. */
  readonly asked: string[]
}

interface Request {
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

interface Answer {
  readonly action: string
  readonly body: string
  readonly headers?: Record<string, string>
  readonly status?: number
}

const KEY = 'AKIDEXAMPLE'
const REGION = 'eu-central-1'
const ETAG = 'ETVPDKIKX0DER'
const NAME = 'Sizewright-Edge'

/** Answers over HTTP what Lambda and CloudFront are documented to answer: its pages have one function each. */
export async function startAws(state: AccountState): Promise<FakeAws> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://aws')
      const isLambda = !url.pathname.startsWith('/2020-05-31/')
      const answer = answerOf(state, { url, headers: request.headers, body: Buffer.concat(chunks).toString() })
      const known = request.headers.authorization?.includes(`Credential=${KEY}/`) === true
      const refusal = !known
        ? isLambda
          ? 'UnrecognizedClientException'
          : 'InvalidClientTokenId'
        : state.denied?.includes(answer.action) === true
          ? isLambda
            ? 'AccessDeniedException'
            : 'AccessDenied'
          : null
      asked.push(answer.action)
      if (refusal !== null) {
        const body = isLambda
          ? JSON.stringify({ message: 'no' })
          : `<ErrorResponse><Error><Type>Sender</Type><Code>${refusal}</Code><Message>no</Message></Error></ErrorResponse>`
        response.writeHead(403, { 'x-amzn-errortype': refusal }).end(body)
        return
      }
      const type = isLambda ? 'application/json' : 'text/xml'
      response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: KEY,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/none',
    AWS_SHARED_CREDENTIALS_FILE: '/none',
  }
  const config = { endpoint, region: REGION, credentials: { accessKeyId: KEY, secretAccessKey: 'secret' } }
  return { asked, env, config }
}

function answerOf(state: AccountState, { url, headers, body }: Request): Answer {
  const { pathname, searchParams } = url
  const { functions = [] } = state
  switch (pathname) {
    case '/2016-08-19/account-settings':
    case '/2016-08-19/account-settings/': {
      const { quota = 1000, unreserved = quota } = state
      const AccountLimit = { ConcurrentExecutions: quota, UnreservedConcurrentExecutions: unreserved }
      return { action: 'lambda:GetAccountSettings', body: JSON.stringify({ AccountLimit, AccountUsage: {} }) }
    }
    case '/2015-03-31/functions':
    case '/2015-03-31/functions/': {
      const index = Number(searchParams.get('Marker') ?? 0)
      const one = functions[index]
      const Functions = one === undefined ? [] : [{ FunctionName: one.name, Environment: { Variables: one.variables } }]
      const NextMarker = index + 1 < functions.length ? String(index + 1) : undefined
      return { action: 'lambda:ListFunctions', body: JSON.stringify({ Functions, NextMarker }) }
    }
    case '/2015-03-31/event-source-mappings':
    case '/2015-03-31/event-source-mappings/': {
      const batches = functions.find(({ name }) => name === searchParams.get('FunctionName'))?.batches
      const EventSourceMappings = batches === undefined ? [] : [{ ScalingConfig: { MaximumConcurrency: batches } }]
      return { action: 'lambda:ListEventSourceMappings', body: JSON.stringify({ EventSourceMappings }) }
    }
    case '/2020-05-31/distribution':
      return { action: 'cloudfront:ListDistributions', body: distributions(state.domains ?? []) }
    case `/2020-05-31/function/${NAME}/describe`: {
      const body = `<FunctionSummary><Name>${NAME}</Name></FunctionSummary>`
      return { action: 'cloudfront:DescribeFunction', headers: { ETag: ETAG }, body }
    }
    case `/2020-05-31/function/${NAME}/test`: {
      const action = 'cloudfront:TestFunction'
      if (headers['if-match'] !== ETAG) return { action, status: 412, body: '' }
      return { action, body: tested(state, body) }
    }
  }
  return { action: `unknown ${pathname}`, status: 404, body: '' }
}

/** Two distributions, of which the second one is ours. */
function distributions(domains: readonly string[]): string {
  const summary = (domain: string, aliases: readonly string[], edge: string) =>
    `<DistributionSummary><DomainName>${domain}</DomainName><Aliases><Quantity>${aliases.length}</Quantity><Items>${aliases
      .map((alias) => `<CNAME>${alias}</CNAME>`)
      .join('')}</Items></Aliases><DefaultCacheBehavior><FunctionAssociations>${edge}</FunctionAssociations>` +
    '</DefaultCacheBehavior></DistributionSummary>'
  const function_ = `arn:aws:cloudfront::123456789012:function/${NAME}`
  const association = `<Items><FunctionAssociation><FunctionARN>${function_}</FunctionARN><EventType>viewer-request</EventType></FunctionAssociation></Items>`
  const all = summary('d1.cloudfront.net', ['www.example.com'], '') + summary('d2.cloudfront.net', domains, association)
  return `<DistributionList><IsTruncated>false</IsTruncated><Quantity>2</Quantity><Items>${all}</Items></DistributionList>`
}

function tested({ edge }: AccountState, body: string): string {
  const [, base64 = ''] = /<EventObject>([^<]*)<\/EventObject>/.exec(body) ?? []
  const event: EdgeEvent = JSON.parse(Buffer.from(base64, 'base64').toString())
  let output = ''
  let fault = ''
  try {
    const [result] = bare.run(edge?.text ?? '', [event])
    output = JSON.stringify(typeof brief(result) === 'string' ? { request: result } : { response: result })
  } catch (error) {
    fault = String(error)
  }
  const share = edge?.share(event)
  const text = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<TestResult>${share === undefined ? '' : `<ComputeUtilization>${share}</ComputeUtilization>`}<FunctionErrorMessage>${text(fault)}</FunctionErrorMessage><FunctionOutput>${text(output)}</FunctionOutput></TestResult>`
}
