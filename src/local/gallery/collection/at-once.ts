/** Does the same with many, so many of them at once, and gives what came of each in the order of the input. */
export async function atOnce<T, R>(many: readonly T[], most: number, task: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < many.length; at = next++) results[at] = await task(many[at]!)
  }
  await Promise.all(Array.from({ length: Math.min(most, many.length) }, worker))
  return results
}

/** Waits for work, but no longer than some ms; whether it is done by then. It goes on where it is not. */
export async function isDoneWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
