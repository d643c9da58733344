/** What is going on now, as the pages show it while somebody looks. */
export interface LiveState {
  /** Rises with every change to what the pages show. */
  readonly version: number
  readonly waiting: number
  readonly running: number
  /** Keys that had a fault of the moment and are tried again. */
  readonly retrying: number
  /** The start's look through everything, while it goes on. */
  readonly catchingUp: { readonly done: number; readonly all: number } | null
  /** How many originals are refused. */
  readonly failed: number
  /** What keeps the service from its work, as `/healthz` says it; `null` where nothing does. */
  readonly fault: string | null
}
