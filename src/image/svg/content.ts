import { type CodePoints, createCodePoints } from '../code-points.ts'
import { declaredEntities, referencesIn } from './entities.ts'
import { readMarkup } from './markup.ts'
import { rootOf } from './prolog.ts'
import { createSwitches } from './switches.ts'

/** What a drawing shows, as far as that may be more than librsvg draws. */
export interface Content {
  /** The characters of its text, of those from `FIRST` on. */
  readonly characters: CodePoints
  /** Whether there are any. */
  readonly hasCharacters: boolean
  /** Whether HTML in it (`foreignObject`) would be missing in the picture. */
  readonly losesHtml: boolean
}

/** The first character that a font may lack: all before it, Latin letters, are in those that come with the service. */
export const FIRST = 0x250
const LAST = 0x10ffff
/** Elements whose text is not drawn: SVG 2, 5.7, 6.3 and 14.2. */
const UNSEEN: ReadonlySet<string> = new Set(['title', 'desc', 'metadata', 'style', 'script'])
/** Elements of HTML and others that show something without any text. */
const SHOWN: ReadonlySet<string> = new Set(
  'audio button canvas embed hr iframe image img input math meter object picture progress select svg textarea video'.split(
    ' ',
  ),
)

/**
 * Reads what a drawing shows. Text may be hidden in more ways than are looked at: behind something, by a style, in a symbol
 * that is not used. Where in doubt, it is shown.
 *
 * @param text in which no entity holds another
 */
export function contentOf(text: string): Content {
  const root = rootOf(text) ?? ''
  const entities = declaredEntities(text.slice(0, text.length - root.length))
  const characters = createCodePoints()
  const switches = createSwitches()
  let hasCharacters = false
  let depth = 0
  // How deep the outermost element of each kind lies that is open now; 0: none is.
  let textAt = 0
  let unseenAt = 0
  let foreignAt = 0
  let foreignAttributes = ''
  let hasHtml = false

  function see(codePoint: number): void {
    if (!(codePoint >= FIRST && codePoint <= LAST)) return
    hasCharacters = true
    characters.add(codePoint)
  }

  function seeAll(shown: string): void {
    for (let at = 0; at < shown.length; at += 1) {
      if (shown.charCodeAt(at) < FIRST) continue
      const codePoint = shown.codePointAt(at)!
      see(codePoint)
      if (codePoint > 0xffff) at += 1
    }
  }

  /** @param isText whether it is drawn as it stands; elsewhere only an entity can be that holds elements */
  function seeReferences(shown: string, isText: boolean): void {
    const { numbers, names } = referencesIn(shown)
    if (isText) numbers.forEach(see)
    for (const name of names) {
      const value = entities.get(name)
      if (value === undefined || !(isText || value.includes('<'))) continue
      seeAll(value)
      entities.delete(name) // seen once is enough, however often it is named
    }
  }

  readMarkup(root, {
    open(name, attributes) {
      const isSkipped = switches.child(depth, name, attributes)
      depth += 1
      if (name === 'switch') switches.open(depth)
      if (foreignAt > 0) hasHtml ||= unseenAt === 0 && SHOWN.has(name)
      else if (name === 'foreignObject') {
        foreignAt = depth
        foreignAttributes = attributes
        hasHtml = false
      }
      if (textAt === 0 && name === 'text') textAt = depth
      if (unseenAt === 0 && (isSkipped || UNSEEN.has(name))) unseenAt = depth
    },
    close() {
      if (foreignAt === depth) {
        foreignAt = 0
        if (hasHtml) switches.foreign(depth - 1, foreignAttributes)
      }
      if (textAt === depth) textAt = 0
      if (unseenAt === depth) unseenAt = 0
      switches.close(depth)
      depth -= 1
    },
    characters(shown, isRaw) {
      if (unseenAt > 0) return
      if (foreignAt > 0) hasHtml ||= shown.trim() !== ''
      else {
        if (textAt > 0) seeAll(shown)
        if (!isRaw) seeReferences(shown, textAt > 0)
      }
    },
  })
  return { characters, hasCharacters, losesHtml: switches.hasLost() }
}
