import { readFileSync } from 'node:fs'
import { md5 } from '../../stores/store.ts'

/** A file that the pages load. */
interface Asset {
  readonly text: string
  readonly contentType: string
  /** A hash of the text. */
  readonly version: string
}

const SCRIPT = 'text/javascript; charset=utf-8'

const assets: ReadonlyMap<string, Asset> = new Map([
  ['gallery.css', read(new URL('./client/gallery.css', import.meta.url), 'text/css; charset=utf-8')],
  ['received-format.js', read(new URL('./client/received-format.js', import.meta.url), SCRIPT)],
  ['live.js', read(new URL('./client/live.js', import.meta.url), SCRIPT)],
  ['upload.js', read(new URL('./client/upload.js', import.meta.url), SCRIPT)],
  ['compare.js', read(new URL('./client/compare.js', import.meta.url), SCRIPT)],
  ['copy.js', read(new URL('./client/copy.js', import.meta.url), SCRIPT)],
])

export function findAsset(name: string): Asset | null {
  return assets.get(name) ?? null
}

/** The address of an asset. Another text has another address, so that browsers may keep it for ever (cache busting). */
export function assetUrl(name: string): string {
  return `/_gallery/assets/${name}?v=${assets.get(name)?.version}`
}

function read(file: URL, contentType: string): Asset {
  const text = readFileSync(file, 'utf8')
  return { text, contentType, version: md5(Buffer.from(text)).slice(0, 12) }
}
