import type { LambdaClientConfig } from '@aws-sdk/client-lambda'
import { Inconclusive } from './check.ts'
import { askAws, loadClient } from './aws.ts'

/** What Lambda says of the account in a region. */
export interface Account {
  readonly region: string
  /** How many executions at once it allows, all functions together. */
  readonly quota: number
  /** What of it no function has for itself. */
  readonly unreserved: number
  /** What reads the queue of each deployment there; `null` where the credentials may not see it. */
  readonly deployed: readonly Deployed[] | null
}

interface Deployed {
  /** The name of the reconcile function. */
  readonly name: string
  /** How many batches of the queue it takes at once at most. */
  readonly batches: number
}

/** The variable that the reconcile function alone has: test/check/account.test.ts holds that against the template. */
export const OF_RECONCILE = 'SIZEWRIGHT_DISTRIBUTION_ID'

/**
 * Asks Lambda, in the region and with the credentials of the environment. It needs `lambda:GetAccountSettings`, and to see
 * what is deployed `lambda:ListFunctions` and `lambda:ListEventSourceMappings`; none of them can be narrowed to a resource.
 *
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 *
 * @param config of the client, in place of what the environment says
 * @throws Inconclusive where nobody can be asked
 */
export async function readAccount(config: LambdaClientConfig): Promise<Account> {
  const { GetAccountSettingsCommand, LambdaClient, paginateListEventSourceMappings, paginateListFunctions } =
    await loadClient('@aws-sdk/client-lambda')
  // Without a region there is no client.
  const client = await askAws('lambda:GetAccountSettings', async () => new LambdaClient(config))

  async function findDeployed(): Promise<Deployed[]> {
    const found: Deployed[] = []
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      for (const { FunctionName = '', Environment } of Functions) {
        if (Environment?.Variables?.[OF_RECONCILE] === undefined) continue
        for await (const page of paginateListEventSourceMappings({ client }, { FunctionName })) {
          for (const { ScalingConfig } of page.EventSourceMappings ?? []) {
            const batches = ScalingConfig?.MaximumConcurrency
            if (batches !== undefined) found.push({ name: FunctionName, batches })
          }
        }
      }
    }
    return found
  }

  try {
    const { AccountLimit } = await askAws('lambda:GetAccountSettings', () =>
      client.send(new GetAccountSettingsCommand({})),
    )
    const { ConcurrentExecutions: quota, UnreservedConcurrentExecutions: unreserved } = AccountLimit ?? {}
    if (quota === undefined || unreserved === undefined) throw new Inconclusive('Lambda does not say the quota')
    const deployed = await askAws('see what is deployed', findDeployed).catch((error: unknown) => {
      if (error instanceof Inconclusive) return null
      throw error
    })
    return { region: await client.config.region(), quota, unreserved, deployed }
  } finally {
    client.destroy()
  }
}
