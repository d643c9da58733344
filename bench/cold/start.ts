import { createFunction } from '../../test/cloud/lambda/function.ts'
import { createFunctionUrl } from '../../test/cloud/lambda/url.ts'

export interface ColdStartOptions {
  /** The folder of the function. */
  readonly root: string
  /** The script that runs it. */
  readonly host: string
  /** The endpoint of S3. */
  readonly endpoint: string
  readonly environment: Readonly<Record<string, string>>
  readonly path: string
}

/** Time in ms from the start of a function's process until its first answer is there whole. */
export async function coldStart({ root, host, endpoint, environment, path }: ColdStartOptions): Promise<number> {
  const target = createFunction({
    name: 'cold',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:cold',
    root,
    host,
    handler: 'index.handler',
    memoryMegabytes: 1769,
    timeoutSeconds: 29,
    concurrency: 1,
    environment: {
      ...environment,
      SIZEWRIGHT_ACCOUNT: '111122223333',
      SIZEWRIGHT_QUEUE_URL: `${endpoint}/queue`,
      POWERTOOLS_SERVICE_NAME: 'bench',
      POWERTOOLS_METRICS_NAMESPACE: 'Bench',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_S3: endpoint,
    },
  })
  const start = performance.now()
  const { status } = await createFunctionUrl(target)({ method: 'GET', path, headers: {} })
  const ms = performance.now() - start
  await target.idle()
  target.close()
  if (status !== 200) throw new Error(`${root} answers ${status}: ${target.logs.join('\n')}`)
  return ms
}
