/** Times in which a request may be answered with a fault. */
export interface Disturbance {
  /** Such a time lasts while the work does. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** To be called when a request begins; gives what says, when it has ended, whether any such time was meanwhile. */
  since(): () => boolean
}

export function createDisturbance(): Disturbance {
  let [now, begun] = [0, 0]
  return {
    async during(work) {
      now += 1
      begun += 1
      try {
        return await work()
      } finally {
        now -= 1
      }
    },
    since() {
      const [was, before] = [now > 0, begun]
      return () => was || begun !== before
    },
  }
}
