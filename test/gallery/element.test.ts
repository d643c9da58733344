import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { useBrowser } from './browser.ts'

const open = useBrowser()

/** A blank page that knows the element, whose pictures lie nowhere. */
async function openWithElement() {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { defineImage } from './src/loaders/element.ts'
        defineImage({ baseUrl: '', widths: [320, 640], variants: { square: { width: 90, height: 90, fit: 'cover' } } })`,
      resolveDir: new URL('../..', import.meta.url).pathname,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
  })
  const { page } = await open('data:text/html,<title>element</title>')
  await page.evaluate(outputFiles[0]?.text ?? '')
  /** The attributes of the only image, after a script has run that knows the element as `element`. */
  return (script: string) =>
    page.evaluate<Record<string, string>>(`(() => {
      const element = document.querySelector('sizewright-img') ?? document.body
      ${script}
      const [image, second] = document.images
      if (second !== undefined) throw new Error('there are two images')
      return Object.fromEntries([...image.attributes].map(({ name, value }) => [name, value]))
    })()`)
}

it('the element follows its attributes, and its image is one and the same', async () => {
  const after = await openWithElement()
  const made = await after(
    `element.innerHTML = '<sizewright-img src="a.jpg" alt="A" width="500" priority></sizewright-img>'`,
  )
  expect(made).toEqual({
    alt: 'A',
    loading: 'eager',
    decoding: 'async',
    fetchpriority: 'high',
    sizes: '(min-width: 500px) 500px, 100vw',
    srcset: '/w320/a.jpg 320w, /w640/a.jpg 500w',
    src: '/w640/a.jpg',
  })
  const changed = await after(`element.removeAttribute('priority'); element.setAttribute('src', 'b.jpg')`)
  expect(changed).toMatchObject({ loading: 'lazy', src: '/w640/b.jpg', srcset: '/w320/b.jpg 320w, /w640/b.jpg 500w' })
  expect(changed).not.toHaveProperty('fetchpriority')
  expect(await after(`element.setAttribute('variants', 'square')`)).toMatchObject({ srcset: '/square/b.jpg 90w' })
})

it('the element has the placeholder of its info, by script and no attribute of its own', async () => {
  const after = await openWithElement()
  const info = { width: 500, height: 400, hasAlpha: false, dominantColour: '#a0b0c0' }
  const shown = await after(`element.innerHTML = '<sizewright-img src="a.jpg" alt=""></sizewright-img>'
    document.querySelector('sizewright-img').setAttribute('info', ${JSON.stringify(JSON.stringify(info))})`)
  expect(shown).toMatchObject({ width: '500', height: '400', style: expect.stringContaining('rgb(160, 176, 192)') })
  expect((await after(`element.setAttribute('placeholder', 'none')`))['style'] ?? '').not.toContain('rgb')
})
