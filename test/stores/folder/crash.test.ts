import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readAll, type Store } from '../../../src/stores/store.ts'
import { keysOf, put } from '../objects.ts'
import { everythingIn, openFolders } from './folders.ts'

const SCRIPT = fileURLToPath(new URL('./write-forever.ts', import.meta.url))

describe.each(['owned', 'shared'] as const)('a folder that is %s', (ownership) => {
  test('holds nothing half written, whenever a process is killed', async () => {
    const at = await openFolders(ownership)
    await put(at.store, 'a/kept', Buffer.alloc(1_000_000, '-'))
    for (let round = 0; round < 12; round++) {
      const child = spawn(execPath, [SCRIPT, at.root, at.metadata, at.temporary, ownership], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      await sleep(20 + Math.random() * 60)
      child.kill('SIGKILL')
      await once(child, 'exit')
      const store = await at.reopen()
      expect(await faultOf(store, 'a/kept')).toBeNull()
      expect(['whole', null]).toContain(
        (await store.head('a/b/passing')) && ((await faultOf(store, 'a/b/passing')) ?? 'whole'),
      )
      expect(await keysOf(store)).toEqual(expect.arrayContaining(['a/kept']))
      expect(await everythingIn(at.temporary)).toEqual([])
      expect((await everythingIn(at.metadata)).filter((name) => name.startsWith('half'))).toEqual([])
    }
  })

  test('is freed of what was left half written, and of nothing else', async () => {
    const at = await openFolders(ownership)
    const half = 'half-00000000-0000-0000-0000-000000000000-00000000-0000-0000-0000-000000000000'
    await mkdir(at.temporary)
    for (const folder of [at.temporary, at.metadata]) {
      await writeFile(join(folder, half), 'ha')
      await writeFile(join(folder, 'half-written novel'), 'Once upon a')
    }
    await at.reopen()
    for (const folder of [at.temporary, at.metadata]) expect(await everythingIn(folder)).toEqual(['half-written novel'])
  })

  test('keeps what is being written while another store is opened over the same temporary folder', async () => {
    const at = await openFolders(ownership)
    const putting = Array.from({ length: 20 }, (_, number) => put(at.store, `a/${number}`, Buffer.alloc(200_000)))
    const opening = Array.from({ length: 20 }, () => at.reopen())
    await Promise.all([...putting, ...opening])
    expect(await keysOf(at.store)).toHaveLength(20)
  })

  test('has nothing new when the disk takes no more', async () => {
    const at = await openFolders(ownership)
    // A limit on the size of files stands for a full disk: the write fails when it is half done.
    const child = spawn(
      'sh',
      [
        '-c',
        `trap '' XFSZ; ulimit -f 1000; exec "$@"`,
        'sh',
        execPath,
        SCRIPT,
        at.root,
        at.metadata,
        at.temporary,
        ownership,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    onTestFinished(() => {
      child.kill()
    })
    const said = child.stderr.setEncoding('utf8').toArray()
    const [code] = await once(child, 'exit')
    expect(code).toBe(1)
    expect((await said).join('')).toMatch(/EFBIG/)
    for (const folder of [at.root, at.metadata, at.temporary]) expect(await everythingIn(folder)).toEqual([])
  })
})

/** What is wrong with an object that must be there and be whole; `null` when it is. */
async function faultOf(store: Store, key: string): Promise<string | null> {
  const head = await store.head(key)
  const found = await store.get(key)
  if (head === null || found === null) return 'it is not there'
  const { body, ...headOfBody } = found
  const bytes = Buffer.from(await readAll(body))
  if (JSON.stringify(head) !== JSON.stringify(headOfBody)) return 'head and get disagree'
  if (head.contentType !== 'text/plain') return 'its metadata is lost'
  const letter = head.metadata['letter'] ?? '-'
  return bytes.equals(Buffer.alloc(1_000_000, letter)) ? null : `it is not whole: ${bytes.length} bytes`
}
