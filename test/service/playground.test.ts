import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'

const PICTURES = 24

it('a service whose pictures wait to be made tries nothing out, and does when they are made', async () => {
  const { originals, data } = await folders()
  const bytes = await jpegOf(1600, 1200)
  for (let at = 0; at < PICTURES; at += 1) await writeFile(join(originals, `${at}.jpg`), bytes)
  const service = await start([originals, '--data', data, '--port', '0'])
  const tried = async () => {
    const target = '/_gallery/playground?key=0.jpg&name=tried&width=90&format=webp'
    return (await send(service.url, target, 'GET', OWN)).status
  }
  await eventually(tried, (status) => status === 503)
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 7 * PICTURES,
  )
  await eventually(tried, (status) => status === 200)
  expect((await filesBelow(join(data, 'processed'))).length).toBe(7 * PICTURES)
  expect(await service.stop()).toBe(0)
})
