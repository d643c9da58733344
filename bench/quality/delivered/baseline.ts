import { readFile, writeFile } from 'node:fs/promises'
import type { Figure } from './figures.ts'

/** What the service delivered before its encoders looked at a picture: `npm run bench:quality -- --part delivered --save`. */
const FILE = new URL('baseline.json', import.meta.url)

export type Baseline = ReadonlyMap<string, Figure>

/** The figures by which a rendition is found again. */
export function nameOf({ picture, size, format }: Figure): string {
  return `${picture}, ${size}, ${format}`
}

export async function readBaseline(): Promise<Baseline> {
  const lines: Figure[] = JSON.parse(await readFile(FILE, 'utf8'))
  return new Map(lines.map((figure) => [nameOf(figure), figure]))
}

/** Keeps what is there of other pictures. */
export async function saveBaseline(figures: readonly Figure[], known: Baseline): Promise<void> {
  const all = new Map([...known, ...figures.map((figure) => [nameOf(figure), figure] as const)])
  await writeFile(FILE, `${JSON.stringify([...all.values()], null, 2)}\n`)
}
