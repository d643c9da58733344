import type { Context } from 'aws-lambda'
import { expect, it, vi } from 'vitest'
import { observe } from '../../src/core/observe.ts'
import { createServe } from '../../src/core/serve.ts'
import { Archived } from '../../src/errors.ts'
import { reconcileBatch } from '../../src/lambda/batch.ts'
import { createTelemetry, type Telemetry } from '../../src/lambda/telemetry.ts'
import { ending } from '../endings.ts'
import { jpegOf } from '../image/pictures.ts'
import { altered, createWorld, roomy, upload, type World } from '../world.ts'

const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'serve',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:serve',
  memoryLimitInMB: '1769',
  awsRequestId: '1',
  logGroupName: 'serve',
  logStreamName: '1',
  getRemainingTimeInMillis: () => 29_000,
  done() {},
  fail() {},
  succeed() {},
}

/** What is published of an invocation. */
async function published(work: (telemetry: Telemetry) => Promise<void>): Promise<string> {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Sizewright')
  vi.stubEnv('POWERTOOLS_DEV', 'true') // or it would write past the console
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
  const telemetry = createTelemetry()
  await telemetry.during(context, () => work(telemetry))
  const lines = printed.mock.calls.map(([line]) => String(line))
  vi.unstubAllEnvs()
  printed.mockRestore()
  return lines.find((line) => line.includes('_aws')) ?? ''
}

it('counts a decoder that ended without a verdict, and calls nobody refused for it', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  const { openPicture } = ending({ at: 'open', ending: 'memory', wasFed: true })
  const metrics = await published(async (telemetry) => {
    const serve = createServe({ ...world, openPicture: observe(openPicture, telemetry), observer: telemetry }, roomy())
    await expect(serve(world.catalogue.renditions.get('large')!, 'boat.jpg')).rejects.toThrow('it ended: memory')
  })
  expect(JSON.parse(metrics)).toMatchObject({ Unjudged: 1 })
  expect(metrics).not.toContain('Refused')
})

it('counts requests for what is not there, and for what is refused', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', Buffer.from('no picture'))
  const metrics = await published(async (telemetry) => {
    const serve = createServe({ ...world, observer: telemetry }, roomy())
    const large = world.catalogue.renditions.get('large')!
    await expect(serve(large, 'boat.jpg')).rejects.toThrow('the file is not a picture')
    for (const key of ['gone.jpg', 'lost.jpg']) await expect(serve(large, key)).rejects.toThrow('no such picture')
  })
  expect(JSON.parse(metrics)).toMatchObject({ NotFound: [1, 1], Refused: 1 })
})

it('counts drawings that are refused for want of a font, or since their labels are HTML, by themselves, too', async () => {
  const text = '<text y="20">漢</text>'
  const html = '<foreignObject width="20" height="20"><p xmlns="http://www.w3.org/1999/xhtml">A</p></foreignObject>'
  for (const [inside, name] of [
    [text, 'NoFont'],
    [html, 'ForeignHtml'],
  ] as const) {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">${inside}</svg>`
    const told = async (work: (world: World, telemetry: Telemetry) => Promise<unknown>) => {
      const world = createWorld()
      await upload(world.originals, 'drawing.svg', Buffer.from(drawing), 'image/svg+xml')
      const { Refused, NoFont, ForeignHtml }: Record<string, unknown> = JSON.parse(
        await published(async (telemetry) => void (await work(world, telemetry))),
      )
      return { Refused, NoFont, ForeignHtml }
    }
    const once = { Refused: 1, NoFont: undefined, ForeignHtml: undefined, [name]: 1 }
    const serving = told(async (world, observer) => {
      const serve = createServe({ ...world, observer }, roomy())
      await expect(serve(world.catalogue.renditions.get('large')!, 'drawing.svg')).rejects.toThrow(/font|HTML/)
    })
    expect(await serving).toEqual(once)
    expect(
      await told((world, telemetry) => reconcileBatch(world, telemetry, [{ key: 'drawing.svg' }], Infinity)),
    ).toEqual(once)
  }
})

it('counts requests for what is archived, and originals that wait for a restore, which it names once', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  const originals = altered(world.originals, {
    async get() {
      throw new Archived()
    },
  })
  const informed = vi.spyOn(console, 'info').mockImplementation(() => {})
  const metrics = await published(async (telemetry) => {
    const serve = createServe({ ...world, originals, observer: telemetry }, roomy())
    await expect(serve(world.catalogue.renditions.get('large')!, 'boat.jpg')).rejects.toThrow('archived')
    const deliveries = ['boat.jpg', 'gone.jpg'].map((key) => ({ key }))
    await reconcileBatch({ ...world, originals }, telemetry, deliveries, Infinity)
  })
  const told = informed.mock.calls.map(([line]) => String(line))
  informed.mockRestore()
  expect(JSON.parse(metrics)).toMatchObject({ Archived: [1, 1] })
  expect(metrics).not.toMatch(/Refused|Faults|NotFound/)
  expect(told.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'INFO', message: expect.stringMatching(/^archived: /), keys: ['boat.jpg'] }),
  ])
})
