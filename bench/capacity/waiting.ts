/** A message in the queue. */
export interface Message {
  readonly kind: 'upload' | 'sweep'
  /** When it is to be seen, in ms. */
  readonly due: number
  /** When it was sent, or its delay was over, in ms: `due` before anything failed. */
  readonly since: number
  /** How often it was received. */
  readonly receives: number
  /** Whether its run purges: that of an overwrite does, and that of the sweep after it. */
  readonly purges: boolean
}

/** The messages of a queue, the one that is due first before the others: a binary heap. */
export interface Waiting {
  push(message: Message): void
  /** @throws RangeError where there is none */
  take(): Message
  /** When the first one is due; `Infinity` where there is none. */
  firstDue(): number
  /** How many are due at a time. */
  countDue(now: number): number
}

export function createWaiting(): Waiting {
  const heap: Message[] = []

  function swap(a: number, b: number): void {
    const kept = heap[a]!
    heap[a] = heap[b]!
    heap[b] = kept
  }

  function sink(from: number): void {
    for (let at = from; ;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && heap[child]!.due < heap[least]!.due) least = child
      if (least === at) return
      swap(at, least)
      at = least
    }
  }

  return {
    push(message) {
      heap.push(message)
      for (let at = heap.length - 1; at > 0;) {
        const parent = (at - 1) >> 1
        if (heap[parent]!.due <= heap[at]!.due) return
        swap(at, parent)
        at = parent
      }
    },
    take() {
      const [first] = heap
      if (first === undefined) throw new RangeError('nothing waits')
      const last = heap.pop()!
      if (heap.length > 0) {
        heap[0] = last
        sink(0)
      }
      return first
    },
    firstDue: () => heap[0]?.due ?? Infinity,
    countDue: (now) => heap.reduce((count, { due }) => count + Number(due <= now), 0),
  }
}
