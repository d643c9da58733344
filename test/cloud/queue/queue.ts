import { createHash, randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const ALLOWED = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u // oxlint-disable-line no-control-regex

/** A message has a character that SQS does not take. */
export class InvalidMessageContents extends Error {
  override name = 'InvalidMessageContents'
}

export interface QueueOptions {
  readonly name: string
  readonly arn: string
  readonly url: string
  readonly visibilitySeconds: number
  readonly retentionSeconds: number
  /** After so many receives in vain a message goes there. */
  readonly deadLetters: { readonly queue: Queue; readonly maxReceives: number } | null
}

export interface Received {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly receives: number
  readonly sentAt: number
  readonly firstReceivedAt: number
}

interface Stored {
  readonly id: string
  readonly body: string
  readonly sentAt: number
  visibleAt: number
  receives: number
  firstReceivedAt: number
  receipt: string
}

/** A standard queue of SQS: delays, visibility, redelivery, retention and dead letters, by the clock it is given. */
export interface Queue extends QueueOptions {
  /** @throws InvalidMessageContents */
  send(body: string, delaySeconds?: number): { id: string; md5: string }
  /** Takes what can be seen, up to so many, and hides it for the visibility timeout. */
  receive(most: number): Received[]
  delete(receipt: string): void
  /** Hides a received message for so long from now on. Returns false where it is not in flight. */
  hide(receipt: string, seconds: number): boolean
  /** Takes every message out, for another queue. */
  takeAll(): string[]
  /** Bodies of all messages, seen or not. */
  bodies(): string[]
  countVisible(): number
  /** When the next message can be seen; `Infinity` when there is none. */
  nextVisible(): number
}

export function createQueue(options: QueueOptions, clock: Clock): Queue {
  let messages: Stored[] = []

  const canBeSeen = ({ visibleAt }: Stored) => visibleAt <= clock.now()

  function dropExpired(): void {
    messages = messages.filter(({ sentAt }) => clock.now() - sentAt < options.retentionSeconds * 1000)
  }

  /** SQS looks at the count when somebody asks for the message once more. */
  function moveDead(): void {
    const { deadLetters } = options
    if (deadLetters === null) return
    for (const message of messages) {
      if (canBeSeen(message) && message.receives >= deadLetters.maxReceives) {
        deadLetters.queue.send(message.body)
        messages = messages.filter((one) => one !== message)
      }
    }
  }

  function take(message: Stored): Received {
    message.receives += 1
    message.visibleAt = clock.now() + options.visibilitySeconds * 1000
    message.receipt = randomUUID()
    if (message.receives === 1) message.firstReceivedAt = clock.now()
    const { id, receipt, body, receives, sentAt, firstReceivedAt } = message
    return { messageId: id, receiptHandle: receipt, body, receives, sentAt, firstReceivedAt }
  }

  return {
    ...options,
    send(body, delaySeconds = 0) {
      if (!ALLOWED.test(body)) throw new InvalidMessageContents(options.name)
      const id = randomUUID()
      const visibleAt = clock.now() + delaySeconds * 1000
      messages.push({ id, body, sentAt: clock.now(), visibleAt, receives: 0, firstReceivedAt: 0, receipt: '' })
      return { id, md5: createHash('md5').update(body).digest('hex') }
    },
    receive(most) {
      dropExpired()
      moveDead()
      return messages.filter(canBeSeen).slice(0, most).map(take)
    },
    delete(receipt) {
      messages = messages.filter((message) => message.receipt !== receipt)
    },
    hide(receipt, seconds) {
      const message = messages.find((one) => one.receipt === receipt && !canBeSeen(one))
      if (message === undefined) return false
      message.visibleAt = clock.now() + seconds * 1000
      return true
    },
    takeAll() {
      const taken = messages.map(({ body }) => body)
      messages = []
      return taken
    },
    bodies: () => messages.map(({ body }) => body),
    countVisible: () => messages.filter(canBeSeen).length,
    nextVisible: () => Math.min(...messages.map(({ visibleAt }) => visibleAt)),
  }
}
