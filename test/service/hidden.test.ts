import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { viewerPath } from '../../src/path.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'

const HIDDEN = ['.trash/boat.jpg', '._boat.jpg', '@eaDir/boat.jpg/SYNOPHOTO_THUMB_M.jpg', 'a/#Recycle/boat.jpg']
const BROKEN = '.trash/broken.jpg'

async function collection() {
  const at = await folders()
  for (const key of [...HIDDEN, 'boat.jpg']) await write(at.originals, key, await jpegOf(80, 60))
  await write(at.originals, BROKEN, Buffer.from('no picture'))
  const config = async (text: string) => {
    await writeFile(join(at.root, 'config.mjs'), `export default ${text}`)
    return start([at.originals, '--data', at.data, '--port', '0', '--config', join(at.root, 'config.mjs')])
  }
  const made = async () => (await filesBelow(at.data)).filter((file) => /^(?:processed|errors)\//.test(file))
  return { ...at, config, made }
}

async function write(folder: string, key: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, key)), { recursive: true })
  await writeFile(join(folder, key), bytes)
}

async function statusesOf(service: Running, keys: readonly string[]): Promise<Set<number>> {
  const answers = keys.flatMap((key) => ['medium', 'info'].map((name) => service.get(viewerPath(name, key))))
  return new Set((await Promise.all(answers)).map(({ status }) => status))
}

it('hidden names are neither taken up nor served, and what is stored of them goes, until they are allowed', async () => {
  const { originals, config, made } = await collection()
  const plain = await config('{}')
  await eventually(made, (files) => files.length === 7)
  await write(originals, '.trash/later.jpg', await jpegOf(80, 60))
  await write(originals, 'later.jpg', await jpegOf(80, 60))
  await eventually(made, (files) => files.length === 14)
  expect(await statusesOf(plain, [...HIDDEN, BROKEN, '.trash/later.jpg'])).toEqual(new Set([404]))
  expect((await made()).filter((file) => !/^processed\/[a-z.]+\/(?:boat|later)\.jpg$/.test(file))).toEqual([])
  await plain.stop()

  const allowing = await config('{ hidden: true }')
  await eventually(made, (files) => files.length === 7 * (HIDDEN.length + 3) + 1)
  expect(await statusesOf(allowing, HIDDEN)).toEqual(new Set([200]))
  await allowing.stop()

  const again = await config('{}')
  expect(await statusesOf(again, HIDDEN)).toEqual(new Set([404]))
  await eventually(made, (files) => files.length === 14)
  await again.stop()
})

it('nobody is told that a file lies there which is no picture and claims to be none', async () => {
  const { originals, config, made } = await collection()
  await write(originals, 'passwords.txt', Buffer.from('secret'))
  const service = await config('{}')
  await eventually(made, (files) => files.length === 7)
  const ask = async (target: string) => {
    const { status, headers, body } = await service.get(target)
    const answer = JSON.stringify([status, { ...headers, date: '' }, body.toString()])
    const nonce = /'nonce-([^']+)'/.exec(answer)?.[1] ?? 'missing.txt' // which no two answers have in common
    return answer.replaceAll(nonce, '').replaceAll('missing.txt', 'passwords.txt')
  }
  for (const path of ['/medium/', '/webp/', '/info/', '/_gallery/original?key=']) {
    expect(await ask(`${path}passwords.txt`), path).toEqual(await ask(`${path}missing.txt`))
  }
})
