import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { zipFolder } from '../../../infra/template/zip.ts'

const FILES = { 'index.mjs': 'export {}', 'b/é ü.txt': 'umlaut'.repeat(1000), 'b/a.txt': '', 'B.txt': 'capital' }
let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sizewright-zip-'))
})
afterAll(() => rm(root, { recursive: true }))

async function folderOf(name: string, files: readonly (readonly [string, string])[]): Promise<string> {
  const folder = join(root, name)
  await mkdir(join(folder, 'b'), { recursive: true })
  for (const [file, text] of files) await writeFile(join(folder, file), text)
  return folder
}

interface Read {
  readonly name: string
  readonly text: string
  readonly mode: number
}

/** Reads a zip file from its end, as the programs do that take files out: by the directory, each of whose entries has its file. */
function read(zip: Buffer): Read[] {
  const end = zip.length - 22
  expect(zip.toString('latin1', end, end + 4)).toBe('PK\x05\x06')
  const found: Read[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(zip.toString('latin1', at, at + 4)).toBe('PK\x01\x02')
    const length = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + length)
    const header = zip.readUInt32LE(at + 42)
    expect(zip.toString('latin1', header, header + 4)).toBe('PK\x03\x04')
    expect(zip.subarray(header + 4, header + 30)).toEqual(zip.subarray(at + 6, at + 32)) // both say the same
    const data = header + 30 + length
    const content = inflateRawSync(zip.subarray(data, data + zip.readUInt32LE(at + 20)))
    expect([content.length, crc32(content)]).toEqual([zip.readUInt32LE(at + 24), zip.readUInt32LE(at + 16)])
    found.push({ name, text: content.toString(), mode: zip.readUInt16LE(at + 40) })
    at += 46 + length
  }
  expect(at).toBe(end)
  expect(zip.readUInt32LE(end + 12)).toBe(end - zip.readUInt32LE(end + 16))
  return found
}

it('has every file, which everybody may read, in the order of the names', async () => {
  const read_ = read(zipFolder(await folderOf('all', Object.entries(FILES))))
  expect(Object.fromEntries(read_.map(({ name, text }) => [name, text]))).toEqual(FILES)
  expect(read_.map(({ name }) => name)).toEqual(['B.txt', 'b/a.txt', 'b/é ü.txt', 'index.mjs'])
  expect(new Set(read_.map(({ mode }) => mode))).toEqual(new Set([0o100_644]))
})

it('is the same, byte for byte, whenever, in whatever order and with whatever permissions the files were written', async () => {
  const first = await folderOf('first', Object.entries(FILES))
  const second = await folderOf('second', Object.entries(FILES).toReversed())
  await utimes(join(second, 'B.txt'), 1, 1)
  await chmod(join(second, 'index.mjs'), 0o700)
  expect(zipFolder(second).equals(zipFolder(first))).toBe(true)
  await writeFile(join(second, 'b/a.txt'), 'x')
  expect(zipFolder(second).equals(zipFolder(first))).toBe(false)
})

it('has the file in place of a link to one', async () => {
  const folder = await folderOf('linked', [['b/semver.js', 'ranges']])
  await symlink('semver.js', join(folder, 'b/semver'))
  expect(read(zipFolder(folder)).map(({ name, text }) => [name, text])).toEqual([
    ['b/semver', 'ranges'],
    ['b/semver.js', 'ranges'],
  ])
})

it('of an empty folder is one without files', async () =>
  expect(read(zipFolder(await folderOf('none', [])))).toEqual([]))
