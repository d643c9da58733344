import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname
const PAGES = readdirSync(ROOT)
  .filter((file) => file.endsWith('.md'))
  .concat(readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)))
  .filter((file) => file.endsWith('.md'))

/** As GitHub names the headings of a page, and what the page names itself. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(page, 'utf8')
  const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, name = '']) => name)
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
  return [...named, ...headings]
}

it.each(PAGES)('%s links to what there is', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link)
  const dead = links.filter((link) => {
    const [file = '', anchor] = link.split('#')
    const path = file === '' ? join(ROOT, page) : join(ROOT, dirname(page), file)
    return !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor))
  })
  expect(dead).toEqual([])
})
