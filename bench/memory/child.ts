import { readFile } from 'node:fs/promises'
import { four, ours } from '../kit/contestants.ts'

for (const file of process.argv.slice(2)) await ours(await readFile(file), four)
console.log((await peak()) / 1000)

/** The peak memory of this process, in kB. On Linux `resourceUsage` does not tell it: that begins with the peak of the process that started this one. */
async function peak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}
