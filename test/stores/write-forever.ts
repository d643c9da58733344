import { argv } from 'node:process'
import { openFilesStore } from '../../src/stores/files.ts'

/**
 * Replaces one object again and again, each time by another letter a million times, and puts and deletes another one,
 * until it is killed. The arguments are what the files store needs.
 */
const [root = '', metadata = '', temporary = '', foreign] = argv.slice(2)
const store = await openFilesStore({ root, metadata, temporary, foreign: foreign === 'objects' ? 'objects' : 'absent' })
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
