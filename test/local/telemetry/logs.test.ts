import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { createConsoleLog } from '../../../src/local/telemetry/console-log.ts'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, folders, runOnce, start } from '../running.ts'

it('have every answer from memory, too, to the last line before the end, and nothing of the query, the client, a probe or a page that listens', async () => {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
  const service = await start([originals, '--data', data, '--port', '0', '--log', 'json'])
  await eventually(
    async () => service.output(),
    (text) => text.includes('"caught up"'),
  )
  await service.get('/medium/boat.jpg', { 'x-request-id': 'the-first' })
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => service.get('/medium/boat.jpg?token=secret', { cookie: 'a=secret' })),
  )
  await service.get('/healthz')
  await service.get('/_gallery/events', {}, 'HEAD')
  expect(await service.stop()).toBe(0)
  const lines = service
    .output()
    .split('\n')
    .filter(Boolean)
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter((line) => line['message'] === 'request' && line['requestId'] !== 'the-first')
  expect(lines.length).toBe(200)
  expect(new Set(lines.map((line) => line['requestId']))).toEqual(
    new Set(answers.map(({ headers }) => headers['x-request-id'])),
  )
  expect(new Set(lines.map((line) => line['path']))).toEqual(new Set(['/medium/boat.jpg']))
  expect(lines.filter((line) => line['source'] === 'memory').length).toBeGreaterThan(0)
  expect(service.output()).not.toMatch(/secret|127\.0\.0\.1[^:]|healthz|events/)
})

it('are written to the end when the process is ended in the same breath', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { createJsonLog } from '${new URL('../../../src/local/telemetry/json-log.ts', import.meta.url).href}'
     createJsonLog(process.stdout).info('the last words')
     process.exit(0)`,
  ])
  expect(JSON.parse(stdout)).toMatchObject({ level: 'info', message: 'the last words' })
})

it('cannot be forged by a name, nor anything be done to a terminal', async () => {
  const { originals, data } = await folders()
  for (const name of ['a\u001b[31m\nsizewright: forged.jpg', 'b\u009b31m\u202egpj.jpg']) {
    await writeFile(join(originals, name), await jpegOf(40, 30))
    await writeFile(join(originals, `${name}.meta.json`), '{') // is complained of
  }
  const service = await start([originals, '--data', data, '--port', '0'])
  const lines = await eventually(
    async () => service.output().trimEnd().split('\n').toSorted(),
    (seen) => seen.length > 2,
  )
  expect(lines).toEqual([
    expect.stringMatching(/^sizewright: a\\u001b\[31m\\u000asizewright: forged\.jpg\.meta\.json is not used/),
    expect.stringMatching(/^sizewright: b\\u009b31m\\u202egpj\.jpg\.meta\.json is not used/),
    `sizewright: ${service.url}`,
  ])
  const { output } = await runOnce(['--port', '\u001b[31m\u009b'])
  expect(output).toBe("sizewright: --port must be a number from 0 to 65535, but is '\\u001b[31m\\u009b'\n")
})

it('a service that is coming says so where a person looks on, and nowhere else', () => {
  const said = (isTTY: boolean) => {
    const printed: string[] = []
    createConsoleLog({ write: (line) => printed.push(line), isTTY }).starting('/home/pictures\u001b[2J')
    return printed
  }
  expect([said(true), said(false)]).toEqual([['sizewright: starting over /home/pictures\\u001b[2J\n'], []])
})
