import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'sizewright-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A log with another size in nearly every line, so that there are more than are counted. */
async function writeLog(lines: number): Promise<string> {
  const file = join(folder, `${lines}.log`)
  const handle = await open(file, 'w')
  const filler = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'.repeat(4)
  for (let from = 0; from < lines; from += 10_000) {
    const some = Array.from({ length: 10_000 }, (_, at) => {
      const size = `${((from + at) % 97_001) + 1}:${((from + at) % 9973) + 1}`
      return `192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] "GET /_/rs:fill:${size}/plain/s3://photos/${from + at}.jpg HTTP/1.1" 200 2326 "-" "${filler}"`
    })
    await handle.write(`${some.join('\n')}\n`)
  }
  await handle.close()
  return file
}

/** The most memory that a run has had, in KiB. */
function peakOf(log: string): number {
  const script = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS))`
  const options = [
    '--import',
    `data:text/javascript,${encodeURIComponent(script)}`,
    MAIN,
    'migrate',
    log,
    '--out',
    `${log}.ts`,
  ]
  const { status, stderr, stdout } = spawnSync(process.execPath, options, { encoding: 'utf8', cwd: folder })
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('there are more sizes than are counted')
  return Number(/peak (\d+)/.exec(stderr)?.[1])
}

it('takes no more memory for a log eight times as long', { timeout: 240_000 }, async () => {
  const short = peakOf(await writeLog(160_000)) // by then as many sizes are counted as ever are
  const long = peakOf(await writeLog(1_280_000))
  expect(short).toBeGreaterThan(0)
  expect(long / short).toBeLessThan(1.6)
})
