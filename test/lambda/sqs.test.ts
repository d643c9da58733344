import { once } from 'node:events'
import { createServer } from 'node:net'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { readMessages } from '../../src/lambda/queue-messages.ts'
import { isLeftovers, enqueueLeftovers } from '../../src/lambda/rollout-batch.ts'
import { createSqsClient, sqsQueue } from '../../src/lambda/sqs.ts'
import { type Emulator, startEmulator } from '../s3/emulator.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const ALLOWED = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u // oxlint-disable-line no-control-regex

const KEYS = [
  'photos/\ufffe.jpg',
  'photos/\uffff.jpg',
  'photos/\u0001\u000b\u001f.jpg',
  'photos/\u007f\u0085\ufdd0.jpg',
  'photos/\u{1fffe}\u{10ffff}.jpg',
  'photos/\ud800.jpg',
  'photos/été 日本 🚢 "\\.jpg',
]

const SOMEBODY = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

let emulator: Emulator
let client: SQSClient
let url: string

beforeAll(async () => {
  emulator = await startEmulator()
  client = createSqsClient({ ...SOMEBODY, endpoint: emulator.endpoint })
  url = (await client.send(new CreateQueueCommand({ QueueName: 'keys' }))).QueueUrl ?? ''
})

afterAll(async () => {
  client.destroy()
  await emulator.close()
})

async function receive(): Promise<string> {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 5 }))
  const [{ Body = '', ReceiptHandle } = {}] = Messages
  await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }))
  return Body
}

it.each(KEYS)('a message with the key %j is taken by SQS, and says the same when it comes', async (key) => {
  await sqsQueue(client, url).send({ key, sweep: true })
  const body = await receive()
  expect(body).toMatch(ALLOWED)
  expect(body).toMatch(/^[ -~]*$/)
  expect(readMessages(body)).toEqual([{ key, sweep: true }])
})

it('a message as it is is not', async () => {
  const MessageBody = JSON.stringify({ key: KEYS[0] })
  expect(MessageBody).not.toMatch(ALLOWED)
  await expect(client.send(new SendMessageCommand({ QueueUrl: url, MessageBody }))).rejects.toThrow(
    'Invalid characters',
  )
})

it('what a rollout leaves to the queue comes as a message for each key', async () => {
  const event = { leave: [{ Key: 'photos/\ufffe.jpg' }, { Key: 'a+b %41.jpg' }] }
  if (!isLeftovers(event)) expect.unreachable()
  expect(await enqueueLeftovers(sqsQueue(client, url), event)).toEqual({ queued: 2 })
  const messages = [await receive(), await receive()].flatMap((body) => readMessages(body))
  expect(messages.map(({ key }) => key).toSorted()).toEqual(['a+b %41.jpg', 'photos/\ufffe.jpg'])
})

it('whoever takes a connection and says nothing is given up, long before a request is cut off', async () => {
  const silent = createServer(() => {})
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const waiting = createSqsClient({ ...SOMEBODY, endpoint: `http://127.0.0.1:${port}` })
  onTestFinished(() => {
    waiting.destroy()
    silent.close()
  })
  await expect(sqsQueue(waiting, url).send({ key: 'boat.jpg' })).rejects.toMatchObject({ name: 'TimeoutError' })
}, 20_000)
