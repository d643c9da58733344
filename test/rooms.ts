import { globSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

interface Room {
  readonly floor: number
  readonly name: string
  readonly files: readonly string[]
  /** The rooms that it imports from, all of which come after it in the table: so nothing points up, and in no circle. */
  readonly imports: readonly string[]
}

/**
 * The rooms from the top floor down, as CONTRIBUTING has them. `yours` is what a user writes and imports; `ground` is
 * file by file, so that nothing gathers there. The tests are no part of the house.
 */
export const house: readonly Room[] = [
  { floor: 5, name: 'main', files: ['src/main.ts'], imports: ['local', 'doctor', 'check', 'migrate', 'cli'] },
  {
    floor: 5,
    name: 'bench',
    files: ['bench/**'],
    imports: ['local', 'lambda', 'infra', 'doctor', 'decoders', 'core', 'edge', 'image', 'stores', 'config', 'ground'],
  },
  {
    floor: 4,
    name: 'local',
    files: ['src/local/**'],
    imports: ['cli', 'decoders', 'core', 'edge', 'image', 'stores', 'config', 'ground'],
  },
  {
    floor: 4,
    name: 'lambda',
    files: ['src/lambda/**'],
    imports: ['decoders', 'core', 'image', 'stores', 'config', 'ground'],
  },
  { floor: 4, name: 'infra', files: ['infra/**'], imports: ['yours', 'cli', 'core', 'edge', 'image', 'config'] },
  {
    floor: 4,
    name: 'doctor',
    files: ['src/doctor/**'],
    imports: ['cli', 'decoders', 'core', 'image', 'stores', 'config', 'ground'],
  },
  { floor: 4, name: 'check', files: ['src/check/**'], imports: ['cli', 'image', 'stores', 'config', 'ground'] },
  { floor: 4, name: 'migrate', files: ['src/migrate/**'], imports: ['cli', 'edge', 'config', 'ground'] },
  { floor: 3, name: 'yours', files: ['sizewright.config.ts', 'src/define-config.ts'], imports: ['config'] },
  { floor: 3, name: 'cli', files: ['src/cli/**'], imports: ['image', 'config', 'ground'] },
  { floor: 3, name: 'decoders', files: ['src/decoders/**'], imports: ['core', 'image', 'ground'] },
  { floor: 3, name: 'core', files: ['src/core/**'], imports: ['image', 'stores', 'config', 'ground'] },
  { floor: 3, name: 'edge', files: ['src/edge/**'], imports: ['config', 'ground'] },
  { floor: 3, name: 'loaders', files: ['src/loaders/**'], imports: ['config', 'ground'] },
  { floor: 2, name: 'image', files: ['src/image/**'], imports: ['ground'] },
  { floor: 2, name: 'stores', files: ['src/stores/**'], imports: ['ground'] },
  { floor: 2, name: 'config', files: ['src/config/**'], imports: ['ground'] },
  {
    floor: 1,
    name: 'ground',
    files: ['src/errors.ts', 'src/path.ts', 'src/recipe.ts', 'src/printable.ts'],
    imports: [],
  },
]

const FILES = ['src/**/*.{ts,js}', 'infra/**/*.ts', 'bench/**/*.ts', '*.config.ts']
const UNHOUSED = ['vitest.config.ts', 'test/**']

/** An import from one file to another, both as paths from the root of the repository. */
interface Import {
  readonly from: string
  readonly to: string
}

/** Every import from file to file in the house. */
export function importsInHouse(): Import[] {
  return filesInHouse().flatMap((file) => importsIn(file))
}

/** Every file that must be in a room. */
export function filesInHouse(): string[] {
  return globSync(FILES).filter((file) => !isUnhoused(file))
}

/** What a file imports of ours: values and types, exported further, loaded later, or a type where it is needed. */
export function importsIn(file: string, text = readFileSync(file, 'utf8')): Import[] {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const found: string[] = []
  const take = ({ source }: { source: object | null }) => {
    if (source === null || !('value' in source)) return
    if (typeof source.value === 'string' && source.value.startsWith('.')) found.push(source.value)
  }
  new Visitor({
    ImportDeclaration: take,
    ExportNamedDeclaration: take,
    ExportAllDeclaration: take,
    ImportExpression: take,
    TSImportType: take,
  }).visit(program)
  return found
    .map((specifier) => ({ from: file, to: join(dirname(file), specifier) }))
    .filter(({ to }) => !isUnhoused(to))
}

/** @throws where it is in no room, or in several */
export function roomOf(file: string): Room {
  const [room, ...others] = house.filter(({ files }) => files.some((pattern) => matchesGlob(file, pattern)))
  if (room === undefined || others.length > 0)
    throw new Error(`${file} is in ${others.length > 0 ? 'two rooms' : 'no room'}`)
  return room
}

function isUnhoused(file: string): boolean {
  return UNHOUSED.some((pattern) => matchesGlob(file, pattern))
}
