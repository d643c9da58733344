/** Of the smaller input, in ms of CPU: what is quicker is done more often. */
const ENOUGH = 1.5
const ROUNDS = 3
/** Other processes empty the caches: where it looks like more than this, there are more rounds. */
const USUAL = 12
const MOST_ROUNDS = 20

/**
 * How many times the CPU ten times the input takes, wall time be what it may. Of a few rounds the cheapest count, as
 * collecting garbage is no matter of the input.
 *
 * @param make an input of about so many bytes or characters
 */
export function growthOf<T>(make: (size: number) => T, run: (input: T) => unknown, size: number): number {
  const [small, large] = [make(size), make(size * 10)]
  let times = 1
  while (cpuOf(() => run(small), times) < ENOUGH) times *= 2
  let [first, second] = [Infinity, Infinity]
  for (let round = 0; round < (second / first < USUAL ? ROUNDS : MOST_ROUNDS); round += 1) {
    first = Math.min(
      first,
      cpuOf(() => run(small), times),
    )
    second = Math.min(
      second,
      cpuOf(() => run(large), times),
    )
  }
  return second / first
}

function cpuOf(run: () => unknown, times: number): number {
  const before = process.cpuUsage()
  for (let count = 0; count < times; count += 1) run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
