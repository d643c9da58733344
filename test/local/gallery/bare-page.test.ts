import { expect, it } from 'vitest'
import { pages } from '../../../src/local/gallery/pages.ts'
import { createWorld } from '../../world.ts'

it.each(['/', '/_gallery/original?key=boat.jpg'])(
  '%s says in a page of its own that it cannot be shown',
  async (target) => {
    const world = createWorld()
    const broken = new Error('HeadObject: 403 of the bucket secret')
    const throwing = async () => {
      throw broken
    }
    const told: unknown[] = []
    const app = pages({
      view: { ...world, originals: { ...world.originals, head: throwing } },
      collection: { list: throwing },
      folder: 'pictures',
      version: () => 1,
      site: '',
      mayChange: true,
      report: (fault) => told.push(fault),
    })
    const answer = await app.request(target)
    const html = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/html; charset=UTF-8'])
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).toContain('This page cannot be shown now')
    expect(html).not.toContain('secret')
    expect(told).toEqual([broken])
  },
)

it('the page of a picture that is not there says so, and leads to the others', async () => {
  const world = createWorld()
  const list = () => Promise.reject(new Error('it is not asked'))
  const app = pages({
    view: world,
    collection: { list },
    folder: 'pictures',
    version: () => 1,
    site: '',
    mayChange: true,
    report: () => {},
  })
  const answer = await app.request('/_gallery/original?key=<b>none.jpg')
  const html = await answer.text()
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store'])
  expect(html).toContain('There is no such picture')
  expect(html).toContain('href="/"')
  expect(html).not.toContain('<b>')
})
