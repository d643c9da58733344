import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { folders, runOnce } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'
import { environmentFor } from '../s3/server.ts'
import { barriersOf, useBrowser } from './browser.ts'
import { deployed, PLACES } from './deployment.ts'

const browse = useBrowser()
const KEY = 'holiday & sea/été 1.jpg'
const IN_URL = 'holiday%20%26%20sea/%C3%A9t%C3%A9%201.jpg'

async function pictures() {
  const whole = await jpegOf(1600, 1200)
  return { [KEY]: whole, 'boat.jpg': await jpegOf(900, 600), 'cut.jpg': whole.subarray(0, 900) }
}
const COUNTS = { made: 14, failed: 1 }

it('shows what is in the buckets, with the pictures of the distribution, and nothing that would change something', async () => {
  const there = await deployed(await pictures(), COUNTS)
  const service = await there.view()
  const { page, faults } = await browse(service.url)
  await page.getByText(`A view of what ${there.site} shows, in which nothing can be changed.`).waitFor()
  expect(await page.locator('.note').count()).toBe(1) // the configurations do not differ
  const boat = page.locator(`img[src^="${there.site}/medium/boat.jpg?v="]`)
  await boat.scrollIntoViewIfNeeded()
  const width = await page.evaluate(`(async (image) => {
    await image.decode()
    return image.naturalWidth
  })(document.querySelector('img[src^="${there.site}/medium/boat.jpg"]'))`)
  expect(width).toBe(600)
  expect(there.visits).toContain('/medium/boat.jpg')
  await page.locator('#failures > summary').click()
  await page.getByText('the picture is damaged and cannot be decoded').first().waitFor()
  expect(await page.locator('input[type=file], [data-retry]').count()).toBe(0)
  expect(await barriersOf(page)).toEqual([])

  const found = async (query: string) => {
    await page.goto(`${service.url}/?${query}`)
    return page.locator('.items > li').evaluateAll((items) => items.map((item) => item.getAttribute('data-key')))
  }
  expect(await found('q=ETE')).toEqual([KEY])
  expect(await found('folder=holiday+%26+sea/')).toEqual([KEY])
  expect(await found('sort=size')).toEqual([KEY, 'boat.jpg'])
  expect(await found('sort=taken&page=2')).toEqual([])

  await page.goto(`${service.url}/_gallery/original?key=${encodeURIComponent(KEY)}`)
  await page.locator('#compare-similarity', { hasText: /similarity: [01]\.\d{3}/ }).waitFor()
  await page.getByText(`${there.site}/large/${IN_URL}`).first().waitFor() // what a page writes names the distribution
  expect(await page.getByText(`${service.url}/`).count()).toBe(0)
  expect(await barriersOf(page)).toEqual([])
  await page.goto(`${service.url}/_gallery/original?key=cut.jpg`)
  await page.getByText('the picture is damaged and cannot be decoded').first().waitFor()
  expect(await page.locator('[data-retry]').count()).toBe(0)
  expect(faults).toEqual([])
  expect(there.refused()).toEqual([])
  expect(await service.stop()).toBe(0)
  expect(there.refused()).toEqual([])
})

it('answers a picture with where it is, and takes no change', async () => {
  const there = await deployed({ 'boat.jpg': await jpegOf(900, 600) }, { made: 7, failed: 0 })
  const service = await there.view()
  const ask = async (target: string, method = 'GET') => {
    const { status, headers } = await service.get(target, {}, method)
    return [status, headers['location'] ?? null]
  }
  expect(await ask('/medium/boat.jpg?v=2')).toEqual([302, `${there.site}/medium/boat.jpg?v=2`])
  expect(await ask(`/large/${IN_URL}`)).toEqual([302, `${there.site}/large/${IN_URL}`])
  expect(await ask('//evil.example.com/x')).toEqual([302, `${there.site}//evil.example.com/x`])
  expect(await ask('/medium/boat.jpg', 'DELETE')).toEqual([405, null])
  expect(await ask('/_gallery/original?key=none.jpg')).toEqual([404, null])
  expect(await ask('/_gallery/rendition/medium/none.jpg')).toEqual([404, null])
  expect(await ask('/_gallery/rendition/../in/boat.jpg')).toEqual([404, null])
  expect((await service.get('/_gallery/rendition/medium.webp/boat.jpg')).headers['content-type']).toBe('image/webp')
  expect(await ask('/healthz')).toEqual([200, null])
  for (const [method, target] of [
    ['PUT', '/_gallery/originals?key=new.jpg'],
    ['POST', '/_gallery/retry?key=boat.jpg'],
    ['POST', '/_gallery/focus?key=boat.jpg'],
  ] as const) {
    const answer = await send(service.url, target, method, OWN, await jpegOf(90, 60))
    expect([target, answer.status, answer.text]).toEqual([
      target,
      403,
      '{"message":"this is a view of a deployment, which changes nothing"}',
    ])
  }
  expect((await service.get('/', { host: 'evil.example.com' })).status).toBe(403)
  expect(there.refused()).toEqual([])
})

it('says where its configuration is not the one that is deployed', async () => {
  const there = await deployed({ 'boat.jpg': await jpegOf(900, 600) }, { made: 7, failed: 0 })
  const { root } = await folders()
  const config = join(root, 'config.mjs')
  const medium = '{ width: 500, height: 500 }'
  await writeFile(config, `export default { variants: { medium: ${medium}, hero: { width: 1600, height: 900 } } }`)
  const service = await there.view(['--config', config])
  const { page } = await browse(`${service.url}/_gallery/original?key=boat.jpg`)
  await page.getByText('The deployment has other sizes than this configuration.').click()
  expect(await page.locator('.note li').allInnerTexts()).toEqual([
    'large, thumbnail, thumbnail.webp, webp: is stored, and left out on these pages, since this configuration does not name it.',
    'hero, hero.webp: is in this configuration, and nothing is stored of it.',
    'medium, medium.webp: was made with other settings, or by another version.',
    'Start the view with the configuration that is deployed: --config names it.',
  ])
  expect(await barriersOf(page)).toEqual([])
  expect(await page.getByText(', not stored').count()).toBe(2) // nor can be told what the deployment would make of it
  await page.getByText('Made with other settings than those of this configuration.').first().waitFor()
  expect(there.visits).toEqual([]) // what is not stored is not asked for, which would have it made
  expect(there.refused()).toEqual([])
})

it('needs List and Get, and says which place does not let it', async () => {
  const there = await deployed({}, { made: 0, failed: 0 })
  there.server.fault({ bucket: 'failed', fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
  const args = [...PLACES, '--read-only', '--url', there.site, '--port', '0']
  const { code, output } = await runOnce(args, environmentFor(there.server))
  expect([code, output]).toEqual([
    1,
    expect.stringContaining(
      's3://failed may not be looked at, which takes s3:ListBucket and s3:GetObject: HeadBucket: 403',
    ),
  ])
})
