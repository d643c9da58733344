import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { sharp } from '../../src/image/sharp.ts'
import { gatherPhotos } from '../kit/photos.ts'
import { startOurs } from '../kit/servers.ts'
import { makeCollection } from './collection.ts'
import { allMade } from './made.ts'

/**
 * Draws the pages as somebody sees them: the list with many pictures and with few, with none, and while they are made, and
 * the page of the first photo; in light and dark, on a desktop and a phone. It takes `--photos DIR` (a photo that is made,
 * otherwise), `--pictures COUNT` and `--to DIR`. docs/images keeps those of the README.
 */
const { values } = parseArgs({
  options: {
    photos: { type: 'string' },
    pictures: { type: 'string', default: '130' },
    to: { type: 'string', default: 'screenshots' },
  },
})

const DESKTOP = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 }
const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const KINDS: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: DESKTOP,
  'desktop-dark': { ...DESKTOP, colorScheme: 'dark' },
  phone: PHONE,
  'phone-dark': { ...PHONE, colorScheme: 'dark' },
}
/** What is made of each, with its info. */
const FILES = 7
/** Pictures in a file for a page of text, of WebP. */
const QUALITY = 72
/** A server's own sans-serif is wider than that of any desktop or phone. Liberation Sans comes with most systems. */
const FONTS = `<?xml version="1.0"?>
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <match><edit name="family" mode="prepend" binding="strong"><string>Liberation Sans</string></edit></match>
</fontconfig>`

const scratch = await mkdtemp(join(tmpdir(), 'sizewright-screenshots-'))
const fonts = join(scratch, 'fonts.conf')
await writeFile(fonts, FONTS)
const browser = await chromium.launch({
  env: { ...process.env, FONTCONFIG_FILE: fonts },
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const photos = join(scratch, 'photos')
  const names = await gatherPhotos(values.photos, photos)
  const paths = names.map((name) => join(photos, name))
  await mkdir(values.to, { recursive: true })
  await draw('many', { count: Number(values.pictures), broken: 5, longer: 2400 }, paths)
  await draw('three', { count: 3, broken: 0, longer: 2400 }, paths)
  await draw('none', { count: 0, broken: 0, longer: 2400 }, paths)
  await drawPicture(paths[0]!)
  console.log((await readdir(values.to)).join('\n'))
} finally {
  await browser.close()
  await rm(scratch, { recursive: true, force: true })
}

async function draw(what: string, options: Parameters<typeof makeCollection>[2], paths: string[]): Promise<void> {
  const pictures = join(scratch, 'pictures')
  await mkdir(pictures, { recursive: true })
  await makeCollection(paths, pictures, options)
  const data = join(scratch, `${what}-data`)
  const server = await startOurs(pictures, data)
  try {
    if (options.count > 3) await shoot(browser, server.url, `${what}-being-made`, ['desktop', 'phone'])
    await allMade(data, FILES * options.count)
    await shoot(browser, server.url, what, Object.keys(KINDS))
  } finally {
    await server.stop()
    await rm(pictures, { recursive: true })
  }
}

async function drawPicture(photo: string): Promise<void> {
  const pictures = join(scratch, 'pictures')
  await mkdir(pictures)
  await copyFile(photo, join(pictures, basename(photo)))
  const data = join(scratch, 'picture-data')
  const server = await startOurs(pictures, data)
  try {
    await allMade(data, FILES)
    const page = `${server.url}/_gallery/original?key=${encodeURIComponent(basename(photo))}`
    await shoot(browser, page, 'picture', Object.keys(KINDS))
  } finally {
    await server.stop()
  }
}

async function shoot(chromium: Browser, url: string, what: string, kinds: readonly string[]): Promise<void> {
  for (const kind of kinds) {
    const context = await chromium.newContext(KINDS[kind])
    const page = await context.newPage()
    await page.goto(url, { waitUntil: 'load' })
    await page.locator('main').getByText('measuring…').waitFor({ state: 'hidden' })
    await page.waitForTimeout(1000) // until what is in the window has faded in
    const webp = await sharp(await page.screenshot())
      .webp({ quality: QUALITY, effort: 6 })
      .toBuffer()
    await writeFile(join(values.to, `${what}-${kind}.webp`), webp)
    await context.close()
  }
}
