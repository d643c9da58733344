import { dialects } from '../config/legacy.ts'
import type { Demand } from './propose.ts'
import { KEY_ALONE } from './readers.ts'
import type { Tally } from './tally.ts'

/** The share of requests from which on a source is worth a line. */
const WORTH = 0.001
const MOST_SOURCES = 20

/**
 * Writes a configuration with the variants, and with the dialect that most addresses have, if the edge reads it.
 *
 * @param module where `defineConfig` comes from
 */
export function configText(variants: readonly Demand[], tally: Tally, module: string): string {
  const widths = [...new Set(variants.filter(({ cover, width }) => !cover && width > 0).map(({ width }) => width))]
  const boxes = variants.filter(({ cover, width }) => cover || width === 0)
  const formats = tally.formats.entries().filter(([, count]) => count >= tally.requests / 100)
  const hasAvif = formats.some(([format]) => format === 'avif')
  const legacy = legacyText(tally)
  const lines = [
    `import { defineConfig } from '${module}'`,
    '',
    'export default defineConfig({',
    ...(widths.length > 0 ? [`  widths: [${widths.toSorted((a, b) => a - b).join(', ')}],`] : []),
    ...(boxes.length > 0 ? ['  variants: {', ...boxes.map((box) => `    ${boxText(box)},`), '  },'] : []),
    `  formats: [${hasAvif ? "'avif', " : ''}'webp'],`,
    ...(legacy === null ? [] : [legacy]),
    '})',
    '',
  ]
  return lines.join('\n')
}

function boxText({ width, height, cover }: Demand): string {
  return cover
    ? `'cover-${width}x${height}': { width: ${width}, height: ${height}, fit: 'cover' }`
    : `h${height}: { height: ${height} }`
}

function legacyText(tally: Tally): string | null {
  const name = tally.dialects.entries().find(([dialect]) => dialect !== KEY_ALONE)?.[0]
  const dialect = dialects.find((one) => one === name)
  if (dialect === undefined) return null
  const sources = tally.sources
    .entries()
    .filter(([source, count]) => count >= tally.requests * WORTH && source !== '/' && isPlain(source))
    .slice(0, MOST_SOURCES)
  const lines = sources.map(([source]) => `      '${source}': '',`)
  return ['  legacy: {', `    dialect: '${dialect}',`, '    sources: {', ...lines, '    },', '  },'].join('\n')
}

/** A host or bucket whose name needs no quoting. */
function isPlain(source: string): boolean {
  return /^(?:https?|s3):\/\/[\w.:-]+\/$/.test(source)
}
