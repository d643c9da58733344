import { readFileSync } from 'node:fs'
import { type Argument, type CallExpression, type NewExpression, parseSync, Visitor } from 'oxc-parser'

/** A regular expression, and the file and line that it stands in. */
interface Found {
  readonly at: string
  readonly source: string
  readonly flags: string
}

/**
 * Every regular expression in a file, of JavaScript or TypeScript.
 *
 * @throws where one is made of what does not stand there
 */
export function regexpsIn(file: string, text = readFileSync(file, 'utf8')): Found[] {
  const found: Found[] = []
  const at = (start: number) => `${file}:${text.slice(0, start).split('\n').length}`
  function made({ callee, arguments: given, start }: CallExpression | NewExpression): void {
    if (callee.type !== 'Identifier' || callee.name !== 'RegExp') return
    const [source, flags] = [textOf(given[0]), given[1] === undefined ? '' : textOf(given[1])]
    if (source === null || flags === null)
      throw new Error(`${at(start)}: a regular expression that cannot be looked at`)
    found.push({ at: at(start), source, flags })
  }
  new Visitor({
    Literal(node) {
      if ('regex' in node) found.push({ at: at(node.start), source: node.regex.pattern, flags: node.regex.flags })
    },
    CallExpression: made,
    NewExpression: made,
  }).visit(parseSync(file, text).program)
  return found
}

/** What a template puts in counts as a word: what is to stand for more has no business there. */
function textOf(node: Argument | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  return node?.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked).join('word') : null
}
