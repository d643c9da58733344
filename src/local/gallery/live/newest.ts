/** A stream of texts of which only the newest counts. */
export interface Newest {
  readonly body: ReadableStream<Uint8Array>
  /** Sends a text, or keeps it until the reader has taken the one before: what it has not taken by then is left out. */
  send(text: string): void
  /** Sends a text that nobody misses, unless the reader is behind. */
  sendIfIdle(text: string): void
  end(): void
}

/**
 * A stream without a backlog (conflation): a reader who takes nothing costs no more than two texts.
 *
 * @param first is sent before all others
 * @param left is told when the reader has gone
 */
export function createNewest(first: string, left: () => void): Newest {
  let controller: ReadableStreamDefaultController<Uint8Array>
  let kept: string | null = null

  const isIdle = (): boolean => (controller.desiredSize ?? 0) > 0

  function offer(): void {
    if (kept === null || !isIdle()) return
    const text = kept
    kept = null // first, for a reader who waits has this called again within `enqueue`
    controller.enqueue(Buffer.from(text))
  }

  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
      controller.enqueue(Buffer.from(first))
    },
    pull: offer,
    cancel: left,
  })

  return {
    body,
    send(text) {
      kept = text
      offer()
    },
    sendIfIdle(text) {
      if (isIdle()) controller.enqueue(Buffer.from(text))
    },
    end: () => controller.close(),
  }
}
