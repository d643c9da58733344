import { loadConfig } from '../cli/load-config.ts'
import { isLoopback } from '../cli/loopback.ts'
import { CALL, isUsersFault, parseS3Url, readArgs, type S3Location, UsageFault } from '../cli/command-line.ts'
import { onStopSignals } from '../cli/signals.ts'
import { createCatalogue } from '../config/catalogue.ts'
import { messageOf } from '../errors.ts'
import { decoders } from '../image/sniff.ts'
import { printable, printableLines } from '../printable.ts'
import type { Store } from '../stores/store.ts'
import { createAsk } from './ask.ts'
import { byHandChecks } from './by-hand.ts'
import type { Subject } from './check.ts'
import { dryRun } from './dry-run.ts'
import { edgeFunctionCheck } from './edge-function.ts'
import { headerChecks } from './headers.ts'
import { type CheckOutcome, textOf, runChecks, summaryOf } from './outcomes.ts'
import { firstCheck, pictureChecks } from './pictures.ts'
import { quotaCheck } from './quota.ts'
import { refusalChecks } from './refusals.ts'
import { createUploadChecks } from './upload-checks.ts'

const USAGE = `Usage: ${CALL} check URL --key KEY [options]
       ${CALL} check --account

  URL              of the service, such as https://images.example.com
  --key KEY        of a picture that is there, without any escape
  --upload-to s3://BUCKET[/PREFIX]
                   the originals: uploads, replaces and deletes there, in a folder sizewright-check/ of its own
  --account        asks AWS, with the credentials of the environment, what quota the account has, and says what to set
  --config FILE    of the service (default: sizewright.config.ts)
  --dry-run        says what it would ask and write, and sends nothing
  --json           the outcomes as JSON

Ends with 0 where everything held, 1 where something did not, 2 where it could not begin.`

/** Tries a running service from outside, as its viewers do. Returns the exit code. */
export async function check(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = read(args)
    if (values.help) {
      console.log(USAGE)
      return 0
    }
    const opened = values.account && positionals.length === 0 ? null : await open(values, positionals)
    if (values['dry-run'] && values.json) throw new UsageFault('--dry-run has no --json: the plan is text')
    if (values['dry-run']) return tellPlan(opened, values)
    return await (opened === null ? runAccount(values) : run(opened, values))
  } catch (error) {
    if (!isUsersFault(error)) throw error
    console.error(`sizewright check: ${printableLines(error.message)}`)
    return 2
  }
}

interface CheckFlags {
  readonly key?: string | undefined
  readonly config?: string | undefined
  readonly 'upload-to'?: string | undefined
  readonly account: boolean
  readonly 'dry-run': boolean
  readonly json: boolean
}

function read(args: readonly string[]) {
  return readArgs(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        config: { type: 'string' },
        'upload-to': { type: 'string' },
        account: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    USAGE,
  )
}

/** A service, and where it is. */
interface Opened extends Subject {
  readonly base: string
  readonly host: string
}

/** Reads what is to be checked. Nobody is asked yet. */
async function open({ key, config }: CheckFlags, [base = '', ...more]: readonly string[]): Promise<Opened> {
  if (key === undefined || more.length > 0) throw new UsageFault(`it needs one URL and --key\n\n${USAGE}`)
  if (!/^https?:\/\/[^/?#]+\/?$/.test(base) || !URL.canParse(base)) {
    throw new UsageFault(`the URL must be like https://images.example.com, without a path, but is '${base}'`)
  }
  const settings = await loadConfig(config)
  const catalogue = createCatalogue(settings, decoders)
  if (!catalogue.serves(key)) {
    throw new UsageFault(`no picture can be asked for under the key '${key}'`)
  }
  const url = new URL(base)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { ask: createAsk(url), key, settings, catalogue, base, host, isLocal: isLoopback(host) }
}

function tellPlan(opened: Opened | null, { account, 'upload-to': place }: CheckFlags): number {
  if (place !== undefined) locationOf(place)
  const asksEdge = opened !== null && (opened.isLocal !== true || account)
  console.log(dryRun(opened, { base: opened?.base ?? '', place, asksQuota: account, asksEdge }))
  return 0
}

async function run(opened: Opened, { json, account, 'upload-to': place }: CheckFlags): Promise<number> {
  const { base, host, ...subject } = opened
  await subject.ask('/').catch((error: unknown) => {
    throw new UsageFault(`${base} does not answer: ${messageOf(error)}`)
  })
  const uploading = createUploadChecks(place === undefined ? null : await openOriginals(place))
  const checks = [
    firstCheck,
    ...pictureChecks,
    ...headerChecks,
    ...refusalChecks,
    ...(subject.isLocal && !account ? [] : [edgeFunctionCheck(host)]),
    ...(account ? [quotaCheck()] : []),
    ...uploading.checks,
    ...byHandChecks,
  ]
  const giveUp = place === undefined ? () => {} : beforeStop(() => uploading.clear())
  const outcomes = await report(runChecks(checks, subject), json)
  giveUp()
  return outcomes.some(({ outcome }) => outcome === 'failed') ? 1 : 0
}

/** Asks AWS alone, which can be done before anything is deployed. */
async function runAccount({ json }: CheckFlags): Promise<number> {
  const [outcome] = await report(runChecks([quotaCheck()], null), json)
  return { held: 0, failed: 1, unseen: 2 }[outcome!.outcome]
}

/** Prints outcomes as they come, or all of them as JSON at the end. */
async function report(coming: AsyncIterable<CheckOutcome>, json: boolean): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = []
  for await (const outcome of coming) {
    outcomes.push(outcome)
    if (!json) console.log(textOf(outcome))
  }
  console.log(json ? JSON.stringify({ outcomes, summary: summaryOf(outcomes) }, null, 2) : `\n${summaryOf(outcomes)}`)
  return outcomes
}

/** @throws UsageFault */
function locationOf(place: string): S3Location {
  const parsed = parseS3Url(place)
  if (parsed !== null) return parsed
  throw new UsageFault(`--upload-to must be like s3://bucket or s3://bucket/prefix, but is '${place}'`)
}

/** Opens the originals for uploads. What only buckets need is loaded only for them. */
async function openOriginals(place: string): Promise<Store> {
  const parsed = locationOf(place)
  const { createS3Client, s3Store } = await import('../stores/s3.ts')
  const store = s3Store({ client: createS3Client(), bucket: parsed.bucket, prefix: parsed.prefix })
  await store.answers().catch((error: unknown) => {
    throw new UsageFault(`${place} does not answer: ${messageOf(error)}`)
  })
  return store
}

/** Does something before the process ends by a signal. Returns the function that gives this up. */
function beforeStop(work: () => Promise<void>): () => void {
  const requests = onStopSignals(['SIGINT', 'SIGTERM'], (_, exitCode) => {
    work().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        console.error(printable(`sizewright check: ${messageOf(error)}`))
        process.exit(exitCode)
      },
    )
  })
  return () => requests.close()
}
