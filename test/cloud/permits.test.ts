import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, inject, it, onTestFinished } from 'vitest'
import { openAccount } from './account.ts'
import { startCloud } from './cloud.ts'
import { ACCOUNT } from './template/names.ts'

/** Clients that sign as one of the functions does. */
async function signedAs(name: 'serve' | 'reconcile') {
  const account = await openAccount()
  const cloud = await startCloud(inject('assemblies').worldwide, account)
  onTestFinished(() => account.close())
  await cloud.settle()
  const { environment } = cloud.stack()[name]
  const options = {
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: environment['AWS_ACCESS_KEY_ID']!, secretAccessKey: 'secret' },
  }
  return {
    cloud,
    s3: new S3Client({ ...options, endpoint: account.s3.endpoint, forcePathStyle: true }),
    sqs: new SQSClient({ ...options, endpoint: environment['AWS_ENDPOINT_URL_SQS']! }),
    cloudfront: new CloudFrontClient({ ...options, endpoint: account.cloudfront }),
  }
}

/** The status of the answer. */
async function statusOf(call: Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>): Promise<unknown> {
  const answer = await call.catch((error: object) => error as { $metadata: { httpStatusCode?: number } }) // oxlint-disable-line typescript/no-unsafe-type-assertion -- the SDK says so
  return answer.$metadata.httpStatusCode
}

it('what a role may not do is refused with 403, and the test in which it was asked for fails', async () => {
  const { cloud, s3, sqs, cloudfront } = await signedAs('serve')
  const { originals, processed, errors } = cloud
  const anybodys = (bucket: { readonly name: string }, Key: string) => ({ Bucket: bucket.name, Key })
  const object = (...of: Parameters<typeof anybodys>) => ({ ...anybodys(...of), ExpectedBucketOwner: ACCOUNT })
  const { queue, deadLetters, distribution } = cloud.stack()
  const message = (QueueUrl: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"key":"x"}' }))
  const InvalidationBatch = { CallerReference: 'r', Paths: { Quantity: 1, Items: ['/*'] } }

  expect(await statusOf(s3.send(new GetObjectCommand(object(originals, 'pictures/写真/none.jpg'))))).toBe(404)
  expect(await statusOf(s3.send(new PutObjectCommand({ ...object(processed, 'medium/x'), Body: 'x' })))).toBe(200)
  expect(await statusOf(message(queue.url))).toBe(200)

  const refused = [
    s3.send(new GetObjectCommand(object(originals, 'pictures/写真写真写真写/none.jpg'))),
    s3.send(new PutObjectCommand({ ...object(originals, 'photos/x.jpg'), Body: 'x' })),
    s3.send(new PutObjectCommand({ ...object(errors, 'photos/x.jpg'), Body: 'x' })),
    s3.send(new DeleteObjectCommand(object(processed, 'medium/x'))),
    s3.send(new PutObjectCommand({ ...anybodys(processed, 'medium/y'), Body: 'y' })),
    message(deadLetters.url),
    cloudfront.send(new CreateInvalidationCommand({ DistributionId: distribution.id, InvalidationBatch })),
  ]
  expect(await Promise.all(refused.map(statusOf))).toEqual(refused.map(() => 403))
  expect(cloud.invalidations).toEqual([])
  expect(await processed.keys()).toEqual(['medium/x'])
  const told: unknown = await cloud.close().catch((error: unknown) => error)
  expect(String(told).match(/ may not \S+ on /g)).toEqual(
    expect.arrayContaining(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 'sqs:SendMessage', 'cloudfront:CreateInvalidation'].map(
        (action) => ` may not ${action} on `,
      ),
    ),
  )
  expect(String(told)).toContain(`does not say whose the bucket ${processed.name} must be`)
})
