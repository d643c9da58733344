import { readFileSync } from 'node:fs'
import { md5 } from '../../stores/store.ts'

/** A file that the pages load. */
interface Asset {
  readonly text: string
  readonly contentType: string
  /** Its address, in which a hash of the text stands. */
  readonly url: string
}

const STYLES = ['base', 'notes', 'list', 'grid', 'upload', 'original', 'compare', 'focus', 'snippets', 'playground']
const SCRIPTS = ['grid', 'live', 'upload', 'compare', 'zoom', 'focus', 'tabs', 'copy', 'playground']

/** A line with nothing but a comment, or with nothing, and the space before others. No line of a template begins so. */
const FOR_PEOPLE = /^ *(?:(?:\/\/|\/\*\*|\*).*)?\n|^ +/gm

const assets: ReadonlyMap<string, Asset> = new Map([
  ['gallery.css', assetOf('gallery', 'css', STYLES.map((name) => read(`style/${name}.css`)).join('\n'))],
  ...SCRIPTS.map(
    (name) => [`${name}.js`, assetOf(name, 'javascript', read(`${name}.js`).replace(FOR_PEOPLE, ''))] as const,
  ),
])
const byUrl = new Map([...assets.values()].map((asset) => [asset.url, asset]))

/** Finds the asset of an address. Another text has another one, so that browsers may keep it for ever (cache busting). */
export function findAsset(url: string): Asset | null {
  return byUrl.get(url) ?? null
}

/** @throws where there is no asset of this name */
export function assetUrl(name: string): string {
  const asset = assets.get(name)
  if (asset === undefined) throw new Error(`there is no asset ${name}`)
  return asset.url
}

/** @param type of `text/…` */
function assetOf(name: string, type: 'css' | 'javascript', text: string): Asset {
  const hash = md5(Buffer.from(text)).slice(0, 12)
  const url = `/_gallery/assets/${name}.${hash}.${type === 'css' ? 'css' : 'js'}`
  return { text, contentType: `text/${type}; charset=utf-8`, url }
}

function read(name: string): string {
  return readFileSync(new URL(`./client/${name}`, import.meta.url), 'utf8')
}
