import { expect, it } from 'vitest'
import { useBrowser } from './browser.ts'
import { KEY, openPicture, serving } from './picture-page.ts'

const browse = useBrowser()
const IN_URL = 'holiday%20%26%20sea/%22boat%22%201.jpg'

it('copies what a page writes', async () => {
  const service = await serving()
  const { page, faults } = await openPicture(browse, service, { permissions: ['clipboard-read', 'clipboard-write'] })
  const copied = async (name: string, tab = name) => {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    if (name !== tab) await page.getByText(name, { exact: true }).and(page.locator('label')).click()
    await page.getByRole('button', { name: `Copy ${name}`, exact: true }).click()
    await page.locator('#copy-status', { hasText: `Copy ${name}: Copied` }).waitFor()
    return String(await page.evaluate('navigator.clipboard.readText()'))
  }
  const at = (name: string) => `${service.url}/${name}/${IN_URL}`
  expect(await copied('<img>', 'HTML')).toBe(
    `<img\n  src="${at('large')}"\n  width="1200" height="900"\n  alt="…" loading="lazy" decoding="async">`,
  )
  const srcset = await copied('srcset with sizes', 'HTML')
  expect(srcset).toContain(`${at('medium')} 600w`)
  expect(srcset).not.toContain('thumbnail') // it shows another part of the picture
  const picture = await copied('<picture>', 'HTML')
  const next: { default: (asked: { src: string; width: number }) => string } = await import(
    `data:text/javascript,${encodeURIComponent(await copied('Next.js'))}`
  )
  const loaded = [100, 600, 601, 4000].map((width) => next.default({ src: KEY, width }))
  expect(loaded).toEqual(Array.from({ length: 4 }, () => at('large'))) // there are but boxes, of which nobody knows how wide they come out
  const script = `(async () => { ${await copied('fetch', 'JavaScript')}; return [width, height, renditions.length] })()`
  expect(await page.evaluate(script)).toEqual([1600, 1200, 9])
  const css = await copied('CSS')
  const markdown = await copied('Markdown')
  expect(markdown).toBe(`![…](${at('large')})`)
  expect(faults).toEqual([])
  // The browser itself says what it makes of them.
  await page.setViewportSize({ width: 500, height: 800 })
  await page.goto(`${service.url}/_gallery/version`)
  const chosen = async (html: string) => {
    await page.setContent(html.replaceAll('loading="lazy"', ''))
    return page.evaluate(`(async (image) => {
      await image.decode()
      return [image.currentSrc, image.naturalWidth, image.width + ' x ' + image.height]
    })(document.images[0])`)
  }
  expect(await chosen(srcset)).toEqual([at('medium'), 500, '1200 x 900'])
  expect(await chosen(picture)).toEqual([at('medium.avif'), 500, '1200 x 900'])
  await page.setContent(`<style>${css}</style><div class="picture"></div>`)
  const background = await page.evaluate("getComputedStyle(document.querySelector('.picture')).backgroundImage")
  expect(String(background).replace(/ 1dppx/g, '')).toBe(
    `image-set(url("${at('large.avif')}") type("image/avif"), url("${at('webp')}") type("image/webp"), url("${at('large')}") type("image/jpeg"))`,
  )
  const used = page.waitForRequest((request) => request.url().includes('boat'))
  await page.setContent(`<style>${css.replaceAll(/\bjpg"/g, 'jpg?2"')}</style><div class="picture"></div>`)
  expect((await used).url()).toBe(`${at('large.avif')}?2`)
})

it('copies addresses as visitors have them', async () => {
  const service = await serving()
  const { page } = await openPicture(browse, service, { permissions: ['clipboard-read', 'clipboard-write'] })
  for (const [label, name] of [
    ['Copy link', 'large'],
    ['Copy link of medium.webp', 'medium.webp'],
  ] as const) {
    await page.getByRole('button', { name: label, exact: true }).click()
    await page.locator('#copy-status', { hasText: `${label}: Copied` }).waitFor()
    const address = String(await page.evaluate('navigator.clipboard.readText()'))
    expect(address).toBe(`${service.url}/${name}/${IN_URL}`)
    expect((await fetch(address)).status).toBe(200)
  }
})

it('selects what cannot be copied, as on a page without a secure origin', async () => {
  const { page } = await openPicture(browse, await serving())
  await page.evaluate(
    `Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false`,
  )
  await page.getByRole('button', { name: 'Copy link of webp' }).click()
  await page.locator('#copy-status', { hasText: 'Selected: copy it' }).waitFor()
  expect(await page.evaluate('String(getSelection())')).toContain(`/webp/${IN_URL}`)
})

it('shows one tab, goes between them by the arrow keys, and begins with the last one on the next page', async () => {
  const { page, faults } = await openPicture(browse, await serving())
  const shown = () =>
    page
      .locator('.tab-panel:visible')
      .evaluateAll((panels) => panels.map((panel) => panel.getAttribute('aria-labelledby')))
  const chosen = async () => {
    const tab = page.getByRole('tab', { selected: true })
    expect(await tab.getAttribute('tabindex')).toBe('0')
    expect(await shown()).toEqual([await tab.getAttribute('id')])
    return (await tab.innerText()).trim()
  }
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(
    'HTML React Next.js Nuxt Astro CSS Markdown JavaScript'.split(' '),
  )
  expect(await chosen()).toBe('HTML')
  await page.getByRole('tab', { name: 'HTML' }).focus()
  const walked: string[] = []
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'End', 'Home', 'ArrowRight', 'ArrowRight']) {
    await page.keyboard.press(key)
    walked.push(await chosen())
    expect(await page.evaluate("document.activeElement.getAttribute('aria-selected')")).toBe('true')
  }
  expect(walked).toEqual(['React', 'HTML', 'JavaScript', 'HTML', 'JavaScript', 'HTML', 'React', 'Next.js'])
  await page.reload()
  await page.locator('#compare-similarity:not(:empty)').waitFor()
  expect(await chosen()).toBe('Next.js')
  expect(faults).toEqual([])
})

it('shows one of the kinds of a tab', async () => {
  const { page } = await openPicture(browse, await serving())
  const shown = () => page.locator('.snippet:visible h3').allTextContents()
  expect(await shown()).toEqual(['<img>'])
  await page.getByRole('radio', { name: '<img>' }).focus()
  await page.keyboard.press('ArrowDown')
  expect(await shown()).toEqual(['srcset with sizes'])
  await page.keyboard.press('ArrowDown')
  expect(await shown()).toEqual(['<picture>'])
})

it('works where storage is blocked', async () => {
  const service = await serving()
  const { page, faults } = await browse('about:blank')
  await page.addInitScript(`for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })
  }`)
  await page.goto(`${service.url}/_gallery/original?key=${encodeURIComponent(KEY)}`)
  await page.getByRole('tab', { name: 'CSS' }).click()
  expect(await page.locator('.snippet:visible h3').allTextContents()).toEqual(['CSS'])
  await page.locator('#compare-similarity', { hasText: /[01]\.\d{3}/ }).waitFor()
  expect(faults).toEqual([])
})
