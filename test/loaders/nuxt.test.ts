import { expect, test } from 'vitest'
import sizewright from '../../src/loaders/nuxt.ts'

const options = { baseUrl: 'https://images.example.com', widths: [320, 640] }
const { getImage } = sizewright()

test.for([
  ['/holiday/boat.jpg', { width: 600 }, '/w640/holiday/boat.jpg'],
  ['/holiday/boat.jpg', { width: 1200, height: 800 }, '/large/holiday/boat.jpg'],
  ['holiday/boat.jpg', {}, '/w640/holiday/boat.jpg'],
  ['/boat.jpg', { width: undefined, height: undefined }, '/w640/boat.jpg'],
  ['/boat.jpg', { width: 100, height: 100, fit: 'cover' }, '/thumbnail/boat.jpg'],
  ['/boat.jpg', { width: 100, height: 100, fit: 'inside' }, '/w320/boat.jpg'],
  ['/été 1+1 (2)%.jpg', { width: 16 }, '/w320/%C3%A9t%C3%A9%201%2B1%20(2)%25.jpg'],
] as const)('%s with %j is %s', ([src, modifiers, path]) => {
  expect(getImage(src, { ...options, modifiers })).toEqual({ url: options.baseUrl + path })
})

test('without widths every width is one picture', () => {
  const { baseUrl } = options
  for (const width of [16, 600, 3840])
    expect(getImage('/boat.jpg', { baseUrl, modifiers: { width } })).toEqual({ url: `${baseUrl}/large/boat.jpg` })
})

test('a version is written after it', () => {
  expect(getImage('/boat.jpg', { ...options, version: '7', modifiers: { width: 600 } })).toEqual({
    url: `${options.baseUrl}/w640/boat.jpg?v=7`,
  })
})

test('what lies elsewhere stays as it is', () => {
  const url = 'https://elsewhere.example.com/a.jpg'
  expect(getImage(url, { ...options, modifiers: { width: 600 } })).toEqual({ url })
})

test('variants come from the options, as JSON does', () => {
  const variants = { tiny: { width: 64 } }
  expect(getImage('/boat.jpg', { ...options, variants, modifiers: { width: 600 } })).toEqual({
    url: `${options.baseUrl}/w640/boat.jpg`,
  })
})
