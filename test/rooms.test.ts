import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { filesInHouse, house, importsIn, importsInHouse, roomOf } from './rooms.ts'

const imports = importsInHouse()

it('every file is in a room, and no room is empty', () => {
  const rooms = new Set(filesInHouse().map((file) => roomOf(file).name))
  expect([...rooms].toSorted()).toEqual(house.map(({ name }) => name).toSorted())
})

it.each(house)('$name imports from the rooms that the table says: $imports', ({ name, imports: allowed }) => {
  const across = imports.filter(({ from, to }) => roomOf(from).name === name && roomOf(to).name !== name)
  const others = across.filter(({ to }) => !allowed.includes(roomOf(to).name))
  expect(others.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  expect(allowed.filter((room) => !across.some(({ to }) => roomOf(to).name === room))).toEqual([])
})

it('nothing points up, and there is no circle', () => {
  const order = house.map(({ name }) => name)
  const wrong = house.flatMap(({ name, imports }) =>
    imports.filter((other) => order.indexOf(other) <= order.indexOf(name)).map((other) => `${name} -> ${other}`),
  )
  expect(wrong).toEqual([])
  expect(house.map(({ floor }) => floor)).toEqual(house.map(({ floor }) => floor).toSorted((a, b) => b - a))
  expect(house[0]?.floor).toBe(5)
})

it('of a folder in image/ only the file that bears its name is imported by other files', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [, folder, file] = /^src\/image\/([^/]+)\/(.+)\.ts$/.exec(to) ?? []
    return folder !== undefined && !from.startsWith(`src/image/${folder}/`) && file !== folder
  })
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
})

it('in local/ a folder imports from those that come after it, and nothing from what starts them', () => {
  const order = ['read-only', 'telemetry', 'gallery', 'http', 'work', 'health', 'settled', 'locations']
  const folderOf = (file: string) => /^src\/local\/([^/]+)\//.exec(file)?.[1] ?? ''
  const wrong = imports.filter(({ from, to }) => {
    const isAcross = to.startsWith('src/local/') && folderOf(from) !== '' && folderOf(from) !== folderOf(to)
    return isAcross && order.indexOf(folderOf(to)) <= order.indexOf(folderOf(from))
  })
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
})

it('CONTRIBUTING has every room on its floor', () => {
  const text = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| +(\d) +\| (.+?) +\|/gm)].map(([, floor = '', room = '']) => [Number(floor), room])
  const shown = house.map(({ floor, files }) => [
    floor,
    files.map((file) => `\`${file.replace('**', '')}\``).join(', '),
  ])
  expect(rows).toEqual(shown)
})

it.each([
  ["import { a } from '../core/app.ts'", 'src/core/app.ts'],
  ["import type { A } from '../core/app.ts'", 'src/core/app.ts'],
  ["import '../core/app.ts'", 'src/core/app.ts'],
  ["export { a } from '../core/app.ts'", 'src/core/app.ts'],
  ["export * from '../core/app.ts'", 'src/core/app.ts'],
  ["const { a } = await import('../core/app.ts')", 'src/core/app.ts'],
  ["type A = import('../core/app.ts').A", 'src/core/app.ts'],
  ["import config from '../../sizewright.config.ts'", 'sizewright.config.ts'],
])('%s is seen', (text, to) => {
  expect(importsIn('src/image/some.ts', text)).toEqual([{ from: 'src/image/some.ts', to }])
})

it('packages, and what an import only looks like, are passed over', () => {
  expect(
    importsIn('src/image/some.ts', "import 'sharp'\nconst text = `import './some.ts'` // from './other.ts'"),
  ).toEqual([])
})

it('a file that is in no room is named', () => {
  expect(() => roomOf('src/loose.ts')).toThrow('src/loose.ts is in no room')
})
