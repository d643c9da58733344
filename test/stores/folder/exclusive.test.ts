import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { putFile } from '../../../src/stores/folder/put.ts'
import { openSidecars, type Sidecars } from '../../../src/stores/folder/sidecars.ts'
import { object } from '../objects.ts'
import { everythingIn, makeFolder } from './folders.ts'

/** Puts an object while another program puts a file there, at the last moment before the object is in its place. */
async function race(exclusive: boolean) {
  const base = await makeFolder()
  const [root, metadata, temporary] = [join(base, 'root'), join(base, 'metadata'), join(base, 'temporary')]
  await Promise.all([mkdir(root), mkdir(metadata)])
  const path = join(root, 'boat.jpg')
  const sidecars = openSidecars(metadata)
  const late: Sidecars = {
    ...sidecars,
    async write(key, versions) {
      await sidecars.write(key, versions)
      await writeFile(path, 'theirs')
    },
  }
  const place = { root, temporary, sidecars: late, flush: true, exclusive }
  const etag = await putFile(place, 'boat.jpg', path, object('ours'))
  const known = await sidecars.read('boat.jpg')
  return { etag, known: known.length, content: await readFile(path, 'utf8'), left: await everythingIn(temporary) }
}

it('leaves a file that another program has put there meanwhile', async () => {
  expect(await race(true)).toEqual({ etag: null, known: 0, content: 'theirs', left: [] })
})

it('replaces it where that was asked for', async () => {
  expect(await race(false)).toEqual({ etag: expect.any(String), known: 1, content: 'ours', left: [] })
})
