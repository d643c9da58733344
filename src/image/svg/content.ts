import { type CodePoints, createCodePoints } from '../code-points.ts'
import { createBlanks, declaredEntities, referencesIn } from './entities.ts'
import { createHidden } from './hidden.ts'
import { readMarkup } from './markup.ts'
import { rootOf } from './prolog.ts'
import { createSwitches } from './switches.ts'
import { createWithin } from './within.ts'

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
 * Reads what a drawing shows. It may be hidden in more ways than are looked at: behind something, by a stylesheet, without a
 * colour. Where in doubt, it is shown.
 *
 * @param text in which no entity holds another
 */
export function contentOf(text: string): Content {
  const root = rootOf(text) ?? ''
  const entities = declaredEntities(text.slice(0, text.length - root.length))
  const characters = createCodePoints()
  // A long one may be named a million times, so none is searched more than once.
  const withElements = new Set([...entities].flatMap(([name, value]) => (value.includes('<') ? name : [])))
  const isBlank = createBlanks(entities)
  const switches = createSwitches()
  const hidden = createHidden(text)
  const texts = createWithin()
  const unseen = createWithin()
  const forBrowsers = createWithin()
  const foreign = createWithin()
  let hasCharacters = false
  let depth = 0

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
      if (value === undefined || !(isText || withElements.has(name))) continue
      seeAll(value)
      entities.delete(name) // seen once is enough, however often it is named
    }
  }

  const loseWhere = (isShown: boolean) => {
    if (isShown && !unseen.is() && !hidden.hidesHtml()) switches.lose()
  }

  readMarkup(root, {
    open(name, attributes) {
      const drawn = switches.child(depth, attributes)
      depth += 1
      if (drawn === 'by nobody' || UNSEEN.has(name)) unseen.enter(depth)
      if (drawn === 'by browsers') forBrowsers.enter(depth)
      if (name === 'switch') switches.open(depth)
      if (name === 'text') texts.enter(depth)
      if (foreign.is()) {
        loseWhere(SHOWN.has(name))
        return
      }
      hidden.open(depth, name, attributes)
      if (name === 'foreignObject') foreign.enter(depth)
    },
    close() {
      for (const one of [texts, unseen, forBrowsers, foreign, hidden, switches]) one.leave(depth)
      depth -= 1
    },
    characters(shown, isRaw) {
      if (unseen.is()) return
      if (foreign.is()) loseWhere(!isBlank(shown, isRaw))
      else if (!forBrowsers.is() && !hidden.hidesText()) {
        if (texts.is()) seeAll(shown)
        if (!isRaw) seeReferences(shown, texts.is())
      }
    },
  })
  return { characters, hasCharacters, losesHtml: switches.hasLost() }
}
