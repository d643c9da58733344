import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'
import { readBody, signerOf } from '../http.ts'
import { InvalidMessageContents, type Queue } from './queue.ts'

const send = v.object({ QueueUrl: v.string(), MessageBody: v.string(), DelaySeconds: v.optional(v.number(), 0) })
const change = v.object({ QueueUrl: v.string(), ReceiptHandle: v.string(), VisibilityTimeout: v.number() })

/** Whoever signed may not do this. */
class AccessDeniedException extends Error {
  override name = 'AccessDeniedException'
}

export interface QueueApiOptions {
  readonly queues: () => readonly Queue[]
  /** Whether who signed may do something to a queue. */
  readonly permits: (signer: string | undefined, action: string, arn: string) => boolean
}

/** What of SQS's HTTP interface the functions speak (AWS JSON 1.0). */
export function createQueueApi({ queues, permits }: QueueApiOptions) {
  const find = (url: string) => queues().find((queue) => queue.url === url)

  function perform(action: string, request: unknown, signer: string | undefined): object | null {
    if (action === 'SendMessage' && v.is(send, request)) {
      const { QueueUrl, MessageBody, DelaySeconds } = v.parse(send, request)
      const queue = find(QueueUrl)
      if (queue === undefined || DelaySeconds < 0 || DelaySeconds > 900) return null
      if (!permits(signer, 'sqs:SendMessage', queue.arn)) throw new AccessDeniedException(action)
      const { id, md5 } = queue.send(MessageBody, DelaySeconds)
      return { MessageId: id, MD5OfMessageBody: md5 }
    }
    if (action === 'ChangeMessageVisibility' && v.is(change, request)) {
      const queue = find(request.QueueUrl)
      if (queue === undefined || request.VisibilityTimeout > 43_200) return null
      if (!permits(signer, 'sqs:ChangeMessageVisibility', queue.arn)) throw new AccessDeniedException(action)
      return queue.hide(request.ReceiptHandle, request.VisibilityTimeout) ? {} : null
    }
    return null
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '')
    const given: unknown = JSON.parse((await readBody(request)).toString())
    let answer: object | null = null
    let fault = 'InvalidParameterValue'
    try {
      answer = perform(action, given, signerOf(request))
    } catch (error) {
      if (!(error instanceof InvalidMessageContents || error instanceof AccessDeniedException)) throw error
      fault = error.name
    }
    const refusal = fault === 'AccessDeniedException' ? 403 : 400
    response.writeHead(answer === null ? refusal : 200, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify(answer ?? { __type: `com.amazonaws.sqs#${fault}`, message: action }))
  }
}
