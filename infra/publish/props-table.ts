import { readFileSync, writeFileSync } from 'node:fs'
import { type Comment, parseSync, type TSSignature, Visitor } from 'oxc-parser'

/**
 * The props of the construct as a table of `docs/operating.md`, from their docstrings: `npm run props` writes it, and a test
 * finds it out of date.
 */
const SOURCE = new URL('../props.ts', import.meta.url)
const PAGE = new URL('../../docs/operating.md', import.meta.url)

const BEGIN = '<!-- from infra/props.ts, by `npm run props` -->'
const END = '<!-- end of the props -->'

interface Prop {
  readonly name: string
  readonly type: string
  readonly fallback: string
  readonly meaning: string
}

/**
 * Puts the table of all props in place of the one that a page has.
 *
 * @param page has the two marks between which the table stands
 * @param source an interface whose properties have a docstring with `@default` each
 * @throws where a mark is missing, or a property's docstring or its default
 */
export function withTable(page: string, source: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (before < 0 || after < before) throw new Error(`the page must have ${BEGIN} and, below it, ${END}`)
  return `${page.slice(0, before)}${BEGIN}\n\n${tableOf(propsIn(source))}\n\n${page.slice(after)}`
}

function tableOf(props: readonly Prop[]): string {
  const rows = props.map(({ name, type, fallback, meaning }) => [`\`${name}\``, `\`${type}\``, fallback, meaning])
  return [['prop', 'type', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

function propsIn(source: string): Prop[] {
  const { program, comments, errors } = parseSync('props.ts', source)
  if (errors.length > 0) throw new Error(`props.ts: ${errors[0]?.message}`)
  const members: TSSignature[] = []
  new Visitor({
    TSInterfaceDeclaration({ id, body }) {
      if (id.name === 'ImageServiceProps') members.push(...body.body)
    },
  }).visit(program)
  return members.map((member) => propOf(member, source, comments))
}

function propOf(member: TSSignature, source: string, comments: readonly Comment[]): Prop {
  const name = 'key' in member ? source.slice(member.key.start, member.key.end) : member.type
  const type = member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined
  const comment = comments.findLast(({ end }) => end <= member.start)
  const isItsOwn = comment?.value.startsWith('*') === true && source.slice(comment.end, member.start).trim() === ''
  const [meaning, fallback, ...more] = isItsOwn ? plain(comment.value).split(/ ?@default /) : []
  if (type === undefined || !meaning || !fallback || more.length > 0)
    throw new Error(`${name} needs a type, and a docstring with one @default`)
  return { name, type: source.slice(type.start, type.end), fallback, meaning }
}

/** What a docstring says, in one line. */
function plain(comment: string): string {
  const lines = comment.slice(1).split('\n')
  return lines
    .map((line) => line.replace(/^\s*\*/, '').trim())
    .filter((line) => line !== '')
    .join(' ')
}

if (import.meta.main) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), readFileSync(SOURCE, 'utf8')))
