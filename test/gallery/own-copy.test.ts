import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startProxy } from '../check/proxy.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, folders, start } from '../local/running.ts'
import { useBrowser } from './browser.ts'
import { emptySite, showThenRead } from './show-then-read.ts'

const open = useBrowser('MAP *.example 127.0.0.1')

/** A page of the site, which shows a picture of the service and reads it; and the statuses of what came over the network. */
async function browse(site: string, args: readonly string[]) {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(300, 200))
  const service = await start([originals, '--data', data, '--port', '0', ...args])
  await eventually(
    () => service.get('/info/boat.jpg'),
    ({ headers }) => headers['etag'] !== undefined,
  )
  const statuses: number[] = []
  let accept = ''
  const { port } = await startProxy(service.url, {
    answer({ status }, { headers }) {
      if (statuses.length === 0) accept = headers.accept ?? ''
      statuses.push(status)
      return {}
    },
  })
  const { page } = await open(site)
  const got = await showThenRead(page, `http://127.0.0.1:${port}/medium/boat.jpg`, () => accept)
  return { got, statuses }
}

const EVERYTHING = { isShown: true, isDrawn: true, isFetched: true, isFetchedAsAnything: true }

it('a picture that every site may read is read from the browser’s own copy, and sent again as JPEG only', async () => {
  const site = `http://www.example:${await emptySite()}`
  expect(await browse(site, ['--cors', '*'])).toEqual({ got: EVERYTHING, statuses: [200, 200] })
})

it('where only some may, the browser asks once more, and is not sent it again', async () => {
  const port = await emptySite()
  const site = `http://www.example:${port}`
  expect(await browse(site, ['--cors', site])).toEqual({ got: EVERYTHING, statuses: [200, 304, 200] })
  expect(await browse(`http://localhost:${port}`, [])).toEqual({ got: EVERYTHING, statuses: [200, 304, 200] })
})
