/** In bytes: with less than this left, whatever happens to a process may be for want of it. */
const LEFT = 64 * 2 ** 20

/** Whether the machine, or the group of processes that this one is in, has memory left. */
export function hasMemoryLeft(): boolean {
  return process.availableMemory() >= LEFT
}

/** Whether this process could get so many bytes if it asked for them; none of them is touched. */
export function canReserve(bytes: number): boolean {
  try {
    return new ArrayBuffer(bytes).byteLength === bytes && hasMemoryLeft()
  } catch {
    return false // a RangeError
  }
}
