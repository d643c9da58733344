import { readFile } from 'node:fs/promises'
import { contestants, four } from './contestants.ts'

const [name, ...files] = process.argv.slice(2)
const contestant = Object.entries(contestants).find(([known]) => known === name)?.[1]
if (contestant === undefined) throw new Error(`there is no contestant ${name}`)
for (const file of files) await contestant(await readFile(file), four)
console.log((await peak()) / 1000)

/** Of this process, in kB. Not from `resourceUsage`, which on Linux begins with the peak of the process that started this one. */
async function peak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}
