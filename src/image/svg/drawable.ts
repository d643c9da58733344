import { Refused } from '../../errors.ts'
import { scriptsWithoutFont } from '../fonts/fonts.ts'
import { contentOf } from './content.ts'

/**
 * Refuses a drawing that would come out without what it says: with boxes for letters, or with labels missing. Nobody would
 * notice but its readers (docs/decisions/037).
 *
 * @throws Refused
 */
export function refuseUndrawable(text: string): void {
  const { characters, hasCharacters, losesHtml } = contentOf(text)
  if (losesHtml) {
    throw new Refused(
      'foreign-html',
      'the drawing has labels in HTML (foreignObject), which are not drawn: export it with text instead (mermaid: htmlLabels: false)',
    )
  }
  const lacking = hasCharacters ? scriptsWithoutFont(characters) : []
  if (lacking.length === 0) return
  throw new Refused(
    'no-font',
    `the drawing has text in ${lacking.join(', ')}, for which there is no font: name a folder with one as fonts`,
  )
}
