import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { createNewest, type Newest } from './newest.ts'

/** How many may listen at once. */
const MOST = 64
/** How often is looked for a change, in ms: events come no faster. */
const LOOK_MS = 500
/** After so long without an event a comment shows that the stream lives, in ms: proxies cut off what is silent for a minute. */
const HEARTBEAT_MS = 20_000
/** After how long a browser comes again whose stream was cut off, in ms. */
const RETRY_MS = 2000

/** Tells the state to all who listen. It is looked up only while somebody does. */
export interface Broadcast {
  /** Opens a stream of server-sent events that begins with the state as it is; `null` where there are too many, or it is over. */
  readonly open: () => ReadableStream<Uint8Array> | null
  /** Ends every stream, and opens no other. */
  readonly close: () => void
}

export interface BroadcastOptions {
  readonly state: () => Promise<object>
  readonly report: (fault: unknown) => void
  readonly heartbeatMs?: number
  /** Waits between two looks. */
  readonly pause?: (ms: number) => Promise<void>
}

const pauseFor = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false })

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function createBroadcast(options: BroadcastOptions): Broadcast {
  const { state, report, heartbeatMs = HEARTBEAT_MS, pause = pauseFor } = options
  const streams = new Set<Newest>()
  // What is told to all belongs to no request, least of all to the one that came first.
  const apart = AsyncLocalStorage.snapshot()
  let newest = ''
  let sentAt = 0
  let isLooking = false
  let isFailing = false
  let isClosed = false

  async function look(): Promise<void> {
    try {
      const event = `event: state\ndata: ${JSON.stringify(await state())}\n\n`
      isFailing = false
      if (event === newest) return
      newest = event
      sentAt = performance.now()
      for (const stream of streams) stream.send(event)
    } catch (fault) {
      if (!isFailing) report(fault) // once, as it may go on
      isFailing = true
    }
  }

  function beat(): void {
    if (performance.now() - sentAt < heartbeatMs) return
    sentAt = performance.now()
    for (const stream of streams) stream.sendIfIdle(':\n\n')
  }

  async function lookOnAndOn(): Promise<void> {
    isLooking = true
    while (streams.size > 0) {
      await look()
      beat()
      await pause(LOOK_MS)
    }
    isLooking = false
    newest = ''
  }

  return {
    open() {
      if (isClosed || streams.size >= MOST) return null
      const stream = createNewest(`retry: ${RETRY_MS}\n\n`, () => streams.delete(stream))
      streams.add(stream)
      if (newest !== '') stream.send(newest)
      if (!isLooking) void apart(lookOnAndOn)
      return stream.body
    },
    close() {
      isClosed = true
      for (const stream of streams) stream.end()
      streams.clear()
    },
  }
}
