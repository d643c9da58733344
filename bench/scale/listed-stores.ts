import type { Catalogue } from '../../src/config/catalogue.ts'
import type { View } from '../../src/local/gallery/view.ts'
import { printPath } from '../../src/path.ts'
import { type ObjectHead, type Reader, streamOf } from '../../src/stores/store.ts'

/** As many originals as a folder of a day has. */
const ALBUM = 250
/** Bytes of an original and of a rendition. */
const [LARGE, SMALL] = [3_000_000, 40_000]

/** The key of an original: `2007/07-12 Été/IMG_10234.jpg`, 29 characters or so. */
function keyAt(index: number): string {
  const album = Math.floor(index / ALBUM)
  return `${2000 + (album % 25)}/${String(album).padStart(3, '0')} Été/IMG_${String(index * 7).padStart(5, '0')}.jpg`
}

/**
 * Stores in which there is nothing but what listings and heads say, of any number of originals: to write so many files would
 * measure the disk. A listing takes no time of its own.
 */
export function listedStores(count: number, catalogue: Catalogue): Pick<View, 'originals' | 'processed' | 'errors'> {
  const keys = Array.from({ length: count }, (_, index) => keyAt(index))
  const names = [...catalogue.renditions.keys()]
  const head = (size: number): ObjectHead => ({
    etag: 'd41d8cd98f00b204e9800998ecf8427e',
    size,
    contentType: 'image/jpeg',
    cacheControl: undefined,
    metadata: { width: '600', height: '400' },
  })
  const reader = (size: number, list: () => Iterable<string>, body: (path: string) => string = () => '{}'): Reader => ({
    head: async () => head(size),
    async get(key) {
      const bytes = Buffer.from(body(key))
      return { ...head(bytes.length), body: streamOf(bytes) }
    },
    async *list() {
      let at = 0
      for (const key of list()) {
        at += 1
        const varied = size + (at % 1000)
        yield { key, size: varied, etag: 'x', modified: 1.7e12 + ((at * 7919) % 100_003) * 1000 }
      }
    },
    answers: async () => {},
  })
  return {
    originals: reader(LARGE, () => keys),
    processed: reader(SMALL, () => pathsOf(names, keys), infoOf),
    errors: { ...reader(0, () => []), head: async () => null },
  }
}

function* pathsOf(names: readonly string[], keys: readonly string[]): Generator<string> {
  for (const name of names) for (const key of keys) yield printPath(name, key)
}

function infoOf(path: string): string {
  const number = Number(/(\d+)\.jpg$/.exec(path)?.[1])
  const taken = new Date(1.2e12 + ((number * 7919) % 100_003) * 60_000).toISOString().slice(0, 19)
  const placeholder = `data:image/png;base64,${'A'.repeat(900)}`
  return JSON.stringify({ width: 4000, height: 3000, dominantColour: '#336699', placeholder, taken })
}
