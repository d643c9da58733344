import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Truth } from '../crash/truth.ts'
import { get } from './clients.ts'

/** What must be answered for a key: the bytes, by name, or the status of the refusal. */
export type Answers = ReadonlyMap<string, Buffer> | 404 | 415

/** What must be answered for a key, by what lies in the folder now. */
export async function answersOf(truth: Truth, folder: string, key: string): Promise<Answers> {
  const bytes = (await isFile(folder, key)) ? await readFile(join(folder, key)) : null
  return bytes === null ? 404 : ((await truth.expect(key, bytes)) ?? 415)
}

/** Asks for every name of a key, and says what is not answered as it must be. */
export async function findWrong(
  url: string,
  names: readonly string[],
  key: string,
  right: Answers,
  checked: () => void,
): Promise<string[]> {
  const wrong: string[] = []
  for (const name of names) {
    const answer = await get(url, name, key)
    const wanted = typeof right === 'number' ? right : 200
    if (answer?.status !== wanted) wrong.push(`${name}/${key} is answered with ${answer?.status}, not ${wanted}`)
    else if (typeof right !== 'number' && !answer.body.equals(right.get(name)!)) wrong.push(`${name}/${key} is stale`)
    else checked()
  }
  return wrong
}

/** Links are no originals, and nothing lies behind them. */
async function isFile(folder: string, key: string): Promise<boolean> {
  let path = folder
  const parts = key.split('/')
  for (const [index, part] of parts.entries()) {
    path = join(path, part)
    const found = await lstat(path).catch(() => null)
    const isRight = index === parts.length - 1 ? found?.isFile() : found?.isDirectory()
    if (isRight !== true) return false
  }
  return true
}
