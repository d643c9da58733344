import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'
import type { Opened, useBrowser } from './browser.ts'

export const KEY = 'holiday & sea/"boat" 1.jpg'

/** A service with pictures in a folder, and what it is called there. */
export interface Served extends Running {
  readonly originals: string
  readonly data: string
}

/** What stands in the configuration of a test, as the script that it is. */
const CONFIG = "export default { formats: ['avif', 'webp'] }"

/** A service that has made everything of one picture. */
export async function serving(
  picture: Promise<Uint8Array> = jpegOf(1600, 1200),
  {
    key = KEY,
    args = [],
    config = CONFIG,
    files = 10,
  }: { key?: string; args?: readonly string[]; config?: string; files?: number } = {},
): Promise<Served> {
  const { root, originals, data } = await folders()
  const at = join(root, 'config.mjs')
  await writeFile(at, config)
  const service = await start([originals, '--data', data, '--port', '0', '--config', at, ...args])
  if (args.includes('--no-uploads')) await writeFile(join(originals, key), await picture)
  else await send(service.url, `/_gallery/originals?key=${encodeURIComponent(key)}`, 'PUT', OWN, await picture)
  await eventually(
    () => filesBelow(join(data, 'processed')),
    ({ length }) => length === files,
  )
  return { ...service, originals, data }
}

/** Opens the page of the one picture. */
export async function openPicture(
  browse: ReturnType<typeof useBrowser>,
  service: Running,
  options: Parameters<typeof browse>[1] = {},
  key: string = KEY,
): Promise<Opened> {
  const opened = await browse(`${service.url}/_gallery/original?key=${encodeURIComponent(key)}`, options)
  await opened.page.getByRole('heading', { level: 1, name: key }).waitFor()
  await opened.page.locator('#compare-similarity:not(:empty)').waitFor() // the scripts have run
  return opened
}
