import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { resolveConfig, schema } from '../src/config/config.ts'

const TEXTS = ['README.md', 'docs/pictures.md'].map((file) =>
  readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'),
)

interface Row {
  /** `limits.bytes`; `*` stands for the name of a variant. */
  readonly path: string
  readonly fallback: string
  readonly text: string
}

/** The rows of the tables that begin with `setting`; of the second one what is set belongs to a watermark. */
function rows(): Row[] {
  const tables = TEXTS.flatMap((text) => text.split('\n\n')).filter((block) => /^\| setting +\| default/.test(block))
  expect(tables.length).toBe(2)
  return tables.flatMap((table, index) =>
    table
      .split('\n')
      .slice(2)
      .flatMap((line) => {
        const [names = '', fallback = '', meaning = ''] = line
          .split(/(?<!\\)\|/)
          .slice(1)
          .map((cell) => cell.trim())
        const paths = [...names.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
        return paths.map((path) => ({
          path: index === 1 ? `watermark.${path}` : path.replace(/^\./, `${paths[0]!.replace(/\.[^.]+$/, '')}.`),
          fallback,
          text: `${fallback} ${meaning}`,
        }))
      }),
  )
}

/** The paths of everything that can be set, but of groups that hold more. */
function pathsOf(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [path]
  if ('entries' in node && typeof node.entries === 'object' && node.entries !== null) {
    return Object.entries(node.entries).flatMap(([name, entry]) =>
      pathsOf(entry, path === '' ? name : `${path}.${name}`),
    )
  }
  if ('pipe' in node && Array.isArray(node.pipe)) {
    const record: unknown = node.pipe.find(
      (step: unknown) => typeof step === 'object' && step !== null && 'value' in step,
    )
    if (record !== undefined) return pathsOf(record, path)
  }
  if ('type' in node && node.type === 'record' && 'value' in node) return pathsOf(node.value, `${path}.*`)
  return 'wrapped' in node ? pathsOf(node.wrapped, path) : [path]
}

function valueAt(settings: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined,
      settings,
    )
}

it('tells of every setting there is, and of no other', () => {
  const known = pathsOf(schema, '')
  const told = rows()
  const isTold = (path: string) =>
    told.some((row) => {
      const [last = ''] = path.split('.').slice(-1)
      return row.path === path || (path === `${row.path}.${last}` && new RegExp(`\\b${last}\\b`).test(row.text))
    })
  expect(known.filter((path) => !isTold(path))).toEqual([])
  const isKnown = ({ path }: Row) => known.some((one) => one === path || one.startsWith(`${path}.`))
  expect(told.filter((row) => !isKnown(row)).map(({ path }) => path)).toEqual([])
})

it('tells the defaults that hold', () => {
  const settings = resolveConfig({ variants: { any: { width: 1 } }, watermark: { image: 'logo.svg' } })
  const told = rows().filter(({ fallback }) => /^`[^`]+`$/.test(fallback))
  expect(told.length).toBeGreaterThan(12)
  for (const { path, fallback } of told) {
    const value: unknown = runInNewContext(`(${fallback.slice(1, -1)})`)
    expect([path, valueAt(settings, path.replace('*', 'any'))]).toEqual([path, value])
  }
})
