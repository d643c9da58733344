import { fileURLToPath } from 'node:url'
import { type CodePoints, createCodePoints } from '../code-points.ts'
import { addCoverage } from './cmap.ts'
import { createCoverage } from './coverage.ts'
import { DamagedFont, withFontFile } from './font-file.ts'
import { isSeen, scriptOf } from './scripts.ts'

export { fontFilesIn } from './font-files.ts'

/** The configuration of fontconfig that names our fonts. It lies beside this module, and beside a bundle that holds it. */
const OURS = fileURLToPath(new URL('fonts.conf', import.meta.url))
/** The fonts that come with the service. */
const TYPEFACES = fileURLToPath(new URL('typefaces', import.meta.url))
/** Those that the configuration adds, where a bundle brings them along. Elsewhere nothing lies there. */
const BROUGHT = fileURLToPath(new URL('fonts', import.meta.url))

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment variables by which text in drawings is drawn with our fonts alone, in any process that has them before
 * its first drawing. A folder of fonts goes by the name under which fontconfig knows those of a user, as a file that names
 * it could be swept away while we run.
 *
 * A drawing may choose its words by the language of the reader (`systemLanguage`): there is none, wherever it is drawn.
 *
 * @param folder of fonts that the configuration adds
 */
export function fontVariables(folder = BROUGHT, environment: Environment = process.env): Record<string, string> {
  const language = { LC_ALL: 'C' }
  if (foreignFontconfig(environment) !== null) return language
  return { ...language, FONTCONFIG_FILE: OURS, XDG_DATA_HOME: folder, XDG_DATA_DIRS: folder }
}

/** The variable by which somebody has told fontconfig what to read, and so not to read ours; `null` where nobody has. */
export function foreignFontconfig(environment: Environment = process.env): string | null {
  const { FONTCONFIG_FILE: file, FONTCONFIG_PATH: path } = environment
  if (file === OURS) return null
  if (file) return 'FONTCONFIG_FILE'
  return path ? 'FONTCONFIG_PATH' : null
}

/**
 * Sets the variables in this process, unless whoever started it did.
 *
 * @param folder of fonts that the configuration adds, where that is known only now, but nothing has been drawn
 */
export function useFonts(folder?: string): void {
  if (folder !== undefined || process.env['FONTCONFIG_FILE'] !== OURS) Object.assign(process.env, fontVariables(folder))
}

/** How many scripts are named: they are kept in metadata. */
const NAMED = 3

const coverage = createCoverage()

/** What the fonts lack of some characters, by their scripts: the first few. Nothing, where somebody else has named the fonts. */
export function scriptsWithoutFont(characters: CodePoints): string[] {
  if (foreignFontconfig() !== null) return []
  const scripts = new Set<string>()
  const covered = coverage([TYPEFACES, process.env['XDG_DATA_HOME'] ?? BROUGHT])
  for (const codePoint of characters.without(covered)) {
    if (isSeen(codePoint)) scripts.add(scriptOf(codePoint))
    if (scripts.size === NAMED) break
  }
  return [...scripts]
}

/** What is wrong with a font file, to be read after its name; `null` where nothing is. */
export function damageOfFont(path: string): string | null {
  try {
    withFontFile(path, (font) => addCoverage(font, createCodePoints()))
    return null
  } catch (error) {
    if (error instanceof DamagedFont) return error.message
    throw error
  }
}
