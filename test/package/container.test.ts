import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const run = promisify(execFile)

/** What the file says, with every line that is continued in one. */
async function instructions(): Promise<string[]> {
  const text = await readFile(join(ROOT, 'docs/deploy/Containerfile'), 'utf8')
  return text.replaceAll('\\\n', ' ').split('\n')
}

function wordsOf(lines: readonly string[], instruction: RegExp): string[] {
  const line = lines.find((one) => instruction.test(one)) ?? ''
  return JSON.parse(/\[.*\]$/.exec(line)?.[0] ?? '[]')
}

// Without a container: what it installs, copies, starts and checks its health by, in a folder.
it('has all that the service needs, and knows when it is well', async () => {
  const lines = await instructions()
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-container-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const copied = lines.filter((line) => /^COPY (?!--from)/.test(line)).map((line) => line.split(' ').slice(1, -1))
  for (const file of copied.flat()) await cp(join(ROOT, file), join(folder, basename(file)), { recursive: true })
  const install =
    lines
      .find((line) => line.startsWith('RUN npm'))
      ?.split(' ')
      .slice(1) ?? []
  await run(install[0] ?? '', [...install.slice(1), '--no-audit', '--no-fund'], { cwd: folder })

  await mkdir(join(folder, 'pictures'))
  await writeFile(join(folder, 'pictures/boat.jpg'), await jpegOf(900, 600))
  const [, ...command] = wordsOf(lines, /^CMD/)
  const places = command.map((word) => (/^\/(pictures|data)$/.test(word) ? join(folder, word) : word))
  const child = spawn(process.execPath, [...places, '--port', '0'], { cwd: folder })
  onTestFinished(() => void child.kill('SIGKILL'))
  const port = await new Promise<string>((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const found = /"listening","url":"http:\/\/0\.0\.0\.0:(\d+)"/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => reject(new Error(text)))
  })

  const answer = await fetch(`http://127.0.0.1:${port}/medium/boat.jpg`, { headers: { accept: 'image/webp' } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
  const [, ...check] = wordsOf(lines, /^HEALTHCHECK/).map((word) => word.replace(':3000', `:${port}`))
  const isWell = () =>
    run(process.execPath, check).then(
      () => true,
      () => false,
    )
  expect(await isWell()).toBe(true)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(await isWell()).toBe(false)
})
