import { describe, expect, it } from 'vitest'
import { readMessages } from '../../src/lambda/queue-messages.ts'

const record = (key: string, eventVersion = '2.3', eventSource = 'aws:s3') => ({
  eventVersion,
  eventSource,
  awsRegion: 'eu-west-1',
  eventTime: '2026-11-25T12:00:00.000Z',
  eventName: 'ObjectCreated:Put',
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name: 'originals' },
    object: { key, size: 1024, eTag: 'd41d8cd9', sequencer: '0A' },
  },
})
const notification = (...records: unknown[]) => JSON.stringify({ Records: records })
const bridged = (key: string) =>
  JSON.stringify({
    version: '0',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    detail: { object: { key, size: 5 } },
  })

describe('a notification of S3', () => {
  it('may tell of several objects', () => {
    expect(readMessages(notification(record('a.jpg'), record('b.jpg')))).toEqual([{ key: 'a.jpg' }, { key: 'b.jpg' }])
  })

  it.each([
    ['holiday/my+boat.jpg', 'holiday/my boat.jpg'],
    ['1%2B1.jpg', '1+1.jpg'],
    ['100%25.jpg', '100%.jpg'],
    ['%C3%A9t%C3%A9.jpg', 'été.jpg'],
    ['a%2520b.jpg', 'a%20b.jpg'],
  ])('writes a key as a form does: %s', (written, key) => {
    expect(readMessages(notification(record(written)))).toEqual([{ key }])
  })

  it('of any second version is understood', () => {
    expect(readMessages(notification(record('a.jpg', '2.1'), record('b.jpg', '2.99')))).toHaveLength(2)
  })

  it('of a restore is a change like any other', () => {
    const restored = { ...record('a+b.jpg'), eventName: 'ObjectRestore:Completed', glacierEventData: {} }
    expect(readMessages(notification(restored))).toEqual([{ key: 'a b.jpg' }])
  })

  it('that is only a test asks for nothing', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-11-25T12:00:00.000Z', Bucket: 'originals' }
    expect(readMessages(JSON.stringify(test))).toEqual([])
  })
})

it.each(['my boat+1.jpg', '100%.jpg', 'a%20b.jpg'])('EventBridge writes a key as it is: %s', (key) => {
  expect(readMessages(bridged(key))).toEqual([{ key }])
})

it('our own messages are as they were sent', () => {
  const message = { key: 'my+boat.jpg', sweep: true, purge: true }
  expect(readMessages(JSON.stringify(message))).toEqual([message])
})

it.each([
  ['no JSON', '{'],
  ['something else', JSON.stringify({ hello: 'world' })],
  ['a string', '"boat.jpg"'],
  ['null', 'null'],
  ['a notification of another kind', notification(record('a.jpg', '3.0'))],
  ['a notification of another service', notification(record('a.jpg', '2.1', 'aws:ses'))],
  ['a notification, one of whose records is not understood', notification(record('a.jpg'), {})],
  ['a key that is not well encoded', notification(record('%zz.jpg'))],
  ['a key that is no UTF-8', notification(record('%E9t%E9.jpg'))],
  ['a message with a word that this version does not know', JSON.stringify({ key: 'a.jpg', urgent: true })],
])('%s is malformed', (_, body) => {
  expect(() => readMessages(body)).toThrow(expect.objectContaining({ name: 'Malformed' }))
})
