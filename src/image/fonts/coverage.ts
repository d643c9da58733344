import { join } from 'node:path'
import { type CodePoints, createCodePoints } from '../code-points.ts'
import { addCoverage } from './cmap.ts'
import { DamagedFont, withFontFile } from './font-file.ts'
import { fontFilesIn } from './font-files.ts'

/**
 * The characters for which there is a glyph in a font of some folders. They are read once, like fontconfig does it.
 *
 * @param folders of which some need not be there
 */
export type Coverage = (folders: readonly string[]) => CodePoints

export function createCoverage(): Coverage {
  let known: { readonly name: string; readonly covered: CodePoints } | null = null
  return (folders) => {
    const name = JSON.stringify(folders)
    if (known?.name !== name) known = { name, covered: coverageOf(folders) }
    return known.covered
  }
}

function coverageOf(folders: readonly string[]): CodePoints {
  const covered = createCodePoints()
  for (const folder of folders) {
    for (const name of filesOrNone(folder)) {
      try {
        withFontFile(join(folder, name), (file) => addCoverage(file, covered))
      } catch (error) {
        if (!(error instanceof DamagedFont)) throw error // it was whole when the configuration was loaded
      }
    }
  }
  return covered
}

/** The folder of added fonts is not there where none are. */
function filesOrNone(folder: string): string[] {
  try {
    return fontFilesIn(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
