import type { LambdaClientConfig } from '@aws-sdk/client-lambda'
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { type Batches, batchesWithin, NEW_ACCOUNT, UPLOADS_A_MINUTE } from '../config/concurrency.ts'
import { type Account, readAccount } from './account.ts'
import { type Check, Failed, type Told } from './check.ts'

/** "Concurrent executions" of Lambda among the quotas: https://docs.aws.amazon.com/general/latest/gr/lambda-service.html */
const QUOTA_CODE = 'L-B99A9384'
/** What an account gets that AWS knows; to ask for more than that, twice what there is. */
const USUAL_QUOTA = 1000

/**
 * Checks that the account's quota bears what is deployed, or what `cdk.json` says. It tells what to set.
 *
 * @param config of the client, in place of what the environment says
 */
export function quotaCheck(config: LambdaClientConfig = {}): Check<unknown> {
  return {
    title: 'Lambda’s quota bears what is deployed',
    run: async () => adviceOf(await readAccount(config), await configured()),
  }
}

/**
 * Compares what the account allows with what counts on it.
 *
 * @param said `accountConcurrency` of `cdk.json`, `undefined` where it says none
 * @throws Failed where uploads and a rollout may take all that there is, so that visitors get 429
 */
export function adviceOf({ region, quota, unreserved, deployed }: Account, said: number | undefined): Told {
  const reserved = quota - unreserved
  const possible = batchesWithin(unreserved)
  const counting = whoCounts(deployed, said)
  const lines = [
    ...counting.map(({ who, batches }) => `${who}: ${rate(batches)}`),
    ...(counting.every(({ batches }) => batches === possible.reconcile)
      ? ['That is what the quota gives: there is nothing to set.']
      : [
          `Set: npx cdk deploy -c accountConcurrency=${unreserved}`,
          `(in cdk.json, under "context": "accountConcurrency": ${unreserved}), which is ${rate(possible.reconcile)}.`,
        ]),
    ...(reserved === 0
      ? []
      : [
          `${reserved} are reserved for single functions. If serve has some of them (serveConcurrency), add its number.`,
        ]),
    `More: aws service-quotas request-service-quota-increase --region ${region} --service-code lambda ` +
      `--quota-code ${QUOTA_CODE} --desired-value ${quota < USUAL_QUOTA ? USUAL_QUOTA : 2 * quota}`,
  ]
  const message = `${quota} executions at once in ${region}`
  const tooMany = counting.find(({ batches }) => 2 * batches >= unreserved)
  if (tooMany === undefined) return { message, lines }
  throw new Failed(
    `${message}, of which uploads may take ${tooMany.batches}, and a rollout as many (unless rolloutConcurrency says otherwise): visitors get 429 meanwhile`,
    lines,
  )
}

interface Counting {
  readonly who: string
  readonly batches: Batches['reconcile']
}

function whoCounts(deployed: Account['deployed'], said: number | undefined): Counting[] {
  if (deployed !== null && deployed.length > 0)
    return deployed.map(({ name, batches }) => ({ who: `Deployed as ${name}`, batches }))
  const why =
    deployed === null
      ? 'What is deployed cannot be seen without lambda:ListFunctions and lambda:ListEventSourceMappings'
      : 'Nothing is deployed in this region'
  const counts =
    said === undefined ? `without accountConcurrency ${NEW_ACCOUNT} are counted on` : `cdk.json says ${said}`
  return [{ who: `${why}; ${counts}`, batches: batchesWithin(said ?? NEW_ACCOUNT).reconcile }]
}

/** Two digits of the number of uploads are meant. */
function rate(batches: number): string {
  const uploads = Number((batches * UPLOADS_A_MINUTE).toPrecision(2))
  return `${batches} batches of uploads at once, about ${uploads.toLocaleString('en')} uploads a minute`
}

const contextSchema = v.object({ context: v.object({ accountConcurrency: v.pipe(v.unknown(), v.transform(Number)) }) })

/** What `cdk.json` of the working directory says of the account; `undefined` where there is none, or it says nothing. */
async function configured(): Promise<number | undefined> {
  try {
    const { success, output } = v.safeParse(contextSchema, JSON.parse(await readFile('cdk.json', 'utf8')))
    const said = success ? output.context.accountConcurrency : Number.NaN
    return Number.isInteger(said) && said > 0 ? said : undefined
  } catch {
    return undefined
  }
}
