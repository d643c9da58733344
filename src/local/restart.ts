/**
 * Megabytes before V8 collects. What goes to and comes from decoders lies outside its heap of some 15 MB but counts as its
 * garbage, and by its own measure it collects the whole heap at nearly every picture. A young generation that may not grow
 * leaves it 30 MB smaller where 10,000 files come at once (docs/performance.md).
 */
const HEAP = ['--initial-old-space-size=128', '--max-semi-space-size=8']

/**
 * glibc keeps what threads have freed in an arena for each of them, so that the memory of a decoded picture is held
 * many times over: measured, twice as much as with two arenas.
 */
const ARENAS = { MALLOC_ARENA_MAX: '2' }

/**
 * Replaces this process by the same one with settings that Node and the C library take only at their start, so that
 * nobody has to know them. The process keeps its number. Returns where there is nothing to gain, or no way: elsewhere
 * than on Linux, and below another process that talks to it.
 */
export function restartTuned(): void {
  const { execArgv, argv, env, execPath } = process
  if (process.platform !== 'linux' || process.execve === undefined) return
  if (execArgv.includes(HEAP[0]!) || process.send !== undefined) return
  process.execve(execPath, [execPath, ...execArgv, ...HEAP, ...argv.slice(1)], { ...ARENAS, ...env })
}
