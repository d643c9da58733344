import sharp from 'sharp'
import { expect, it } from 'vitest'
import { colorAt, jpegOf, pngWithAlpha } from '../image/pictures.ts'
import { useCloud } from './use.ts'
import { fromPrimary, gist, linkTo } from './viewer.ts'

const start = useCloud()
const KEY = 'photos/été 1+1 (2)%.png'
const WEBP = { accept: 'image/avif,image/webp,image/*,*/*;q=0.8' }

it('a size that is always JPEG is that in the bucket and at the edge, in its box and under its name', async () => {
  const cloud = await start('sydney')
  await cloud.originals.put(KEY, await pngWithAlpha(300))
  await cloud.settle()
  const shared = await cloud.get(linkTo('share', KEY), WEBP)
  expect(gist(shared)).toEqual(fromPrimary('image/jpeg'))
  expect(shared.headers.get('content-disposition')).toBe(
    `inline; filename="_t_ 1+1 (2)_.jpg"; filename*=UTF-8''%C3%A9t%C3%A9%201%2B1%20%282%29%25.jpg`,
  )
  expect(await sharp(shared.body).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 630 })
  for (const [x, y] of [
    [0.05, 0.5],
    [0.5, 0.5],
  ] as const) {
    const [red = 255, , blue = 0] = await colorAt(shared.body, x, y)
    expect([red < 20, blue > 80]).toEqual([true, true])
  }
  const info = JSON.parse((await cloud.get(linkTo('info', KEY))).body.toString())
  expect(info.renditions.find(({ name }: { name: string }) => name === 'share')).toMatchObject({
    width: 1200,
    height: 630,
  })
})

it('the fallback by its name is what somebody gets who takes nothing else, as one object', async () => {
  const cloud = await start('sydney')
  await cloud.originals.put('photos/boat.jpg', await jpegOf(1000, 700))
  await cloud.settle()
  const [named, plain] = [
    await cloud.get('/medium.fallback/photos/boat.jpg', WEBP),
    await cloud.get('/medium/photos/boat.jpg', { accept: '*/*' }),
  ]
  expect([gist(named), plain.from]).toEqual([fromPrimary('image/jpeg'), 'cache'])
  expect(Buffer.compare(named.body, plain.body)).toBe(0)
})
