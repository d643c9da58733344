import { argv } from 'node:process'
import { openFolderStore } from '../../../src/stores/folder.ts'

/**
 * Replaces one object again and again, each time by another letter a million times, and puts and deletes another one,
 * until it is killed. The arguments are what the store needs.
 */
const [root = '', metadata = '', temporary = '', ownership] = argv.slice(2)
const store = await openFolderStore({
  root,
  metadata,
  temporary,
  ownership: ownership === 'shared' ? 'shared' : 'owned',
})
console.log('begins')
for (let round = 0; ; round++) {
  const letter = String.fromCharCode(97 + (round % 26))
  const object = { body: Buffer.alloc(1_000_000, letter), contentType: 'text/plain', metadata: { letter } }
  const stored = await store.head('a/kept')
  await store.put('a/kept', object, stored ?? 'absent')
  const etag = await store.put('a/b/passing', object, 'absent')
  const passing = etag ?? (await store.head('a/b/passing'))?.etag
  await store.delete('a/b/passing', passing ?? '')
}
