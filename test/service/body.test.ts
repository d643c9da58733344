import type { S3ClientConfig } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/config.ts'
import { openOriginal } from '../../src/core/original.ts'
import { readAll } from '../../src/stores/store.ts'
import type { Delivery } from '../s3/answering.ts'
import type { Fault } from '../s3/faults.ts'
import { type Opened, useS3 } from '../s3/use.ts'
import { object, put } from '../stores/objects.ts'

const { open } = useS3()

/** Without time-outs: otherwise an idle connection would be closed after a while, whether it was given up or not. */
const PATIENT: S3ClientConfig = { requestHandler: {} }

const FILM = Buffer.alloc(64_000_000, 'not a picture')

async function openWith(key: string, body: Buffer, config: S3ClientConfig = {}): Promise<Opened> {
  const opened = await open({ config })
  await opened.store.put(key, object(body), 'absent')
  return opened
}

async function lastDelivery({ server }: Opened): Promise<Delivery> {
  return server.exchanges.at(-1)!.delivery
}

describe('a body that is not wanted to its end', () => {
  test.each([
    ['before it was read', false],
    ['when it was begun', true],
  ])('is not sent to its end when it is given up %s', async (_when, isBegun) => {
    const opened = await openWith('film.mp4', FILM, PATIENT)
    const reader = (await opened.store.get('film.mp4'))!.body.getReader()
    if (isBegun) expect((await reader.read()).done).toBe(false)
    await reader.cancel()
    const { sent, isWhole } = await lastDelivery(opened)
    expect(isWhole).toBe(false)
    expect(sent).toBeLessThan(FILM.length / 2)
  })

  test('is not sent to its end when it turns out to be no picture', async () => {
    const opened = await openWith('film.mp4', FILM, PATIENT)
    const original = await openOriginal({ originals: opened.store, settings: resolveConfig({}) }, 'film.mp4')
    expect(original!.verdict).toBe('other')
    await original!.close()
    expect((await lastDelivery(opened)).sent).toBeLessThan(FILM.length / 2)
  })

  test('can be given up while more of it is awaited', async () => {
    const opened = await openWith('film.mp4', Buffer.from('0123456789'), PATIENT)
    opened.server.fault({ fault: { kind: 'stall', afterBytes: 5, until: new Promise(() => {}) } })
    const reader = (await opened.store.get('film.mp4'))!.body.getReader()
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('01234')
    const more = reader.read()
    await reader.cancel()
    expect(await more).toEqual({ done: true, value: undefined })
    expect((await lastDelivery(opened)).isWhole).toBe(false)
  })
})

describe('a body that ends too soon', () => {
  const CASES: [string, Fault, number][] = [
    ['reset at its beginning', { kind: 'reset', afterBytes: 0 }, 1_000_000],
    ['reset in its middle', { kind: 'reset', afterBytes: 500_000 }, 1_000_000],
    ['cut at its beginning', { kind: 'truncate', afterBytes: 0 }, 1_000_000],
    ['cut in its middle', { kind: 'truncate', afterBytes: 500_000 }, 1_000_000],
    ['cut before its last byte', { kind: 'truncate', afterBytes: 999_999 }, 1_000_000],
    ['cut, and of one piece', { kind: 'truncate', afterBytes: 99 }, 100],
  ]

  test.each(CASES)('is not taken for a whole one: %s', async (_what, fault, length) => {
    const { server, store } = await openWith('boat.jpg', Buffer.alloc(length, 'boat'))
    server.fault({ method: 'GET', fault })
    const readWhole = async () => readAll((await store.get('boat.jpg'))!.body)
    await expect(readWhole()).rejects.toMatchObject({ name: 'S3Fault' })
  })

  test('is noticed though nobody was reading when it ended', async () => {
    const opened = await openWith('boat.jpg', Buffer.alloc(1000, 'boat'))
    opened.server.fault({ method: 'GET', fault: { kind: 'truncate', afterBytes: 500 } })
    const found = await opened.store.get('boat.jpg')
    await lastDelivery(opened)
    await opened.store.head('boat.jpg')
    await expect(readAll(found!.body)).rejects.toMatchObject({ name: 'S3Fault' })
  })
})

test('what does not go on at all is given up, and an answer asked for again', async () => {
  const { server, store } = await open()
  for (const key of ['mute.jpg', 'stuck.jpg']) await put(store, key, 'a boat')
  const never = new Promise(() => {})
  server.fault({ key: 'mute.jpg', times: 1, fault: { kind: 'wait', before: 'answer', until: never } })
  server.fault({ key: 'stuck.jpg', fault: { kind: 'stall', afterBytes: 3, until: never } })
  const [mute, stuck] = await Promise.all([store.get('mute.jpg'), store.get('stuck.jpg')])
  await expect(readAll(stuck!.body)).rejects.toMatchObject({ name: 'S3Fault' })
  expect(Buffer.from(await readAll(mute!.body)).toString()).toBe('a boat')
})
