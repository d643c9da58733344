import { assert, property, string } from 'fast-check'
import { PassThrough } from 'node:stream'
import { WriteStream } from 'node:tty'
import { describe, expect, it } from 'vitest'
import { textOf } from '../src/check/outcomes.ts'
import { createJsonLog } from '../src/local/telemetry/json-log.ts'
import { createConsoleLog } from '../src/local/telemetry/console-log.ts'
import { printable, printableJson, printableLines } from '../src/printable.ts'

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at))

/** What must reach no terminal and no log as it is. */
const HOSTILE: readonly (readonly [string, readonly string[]])[] = [
  ['C0', range(0x00, 0x1f)],
  ['DEL and C1', range(0x7f, 0x9f)],
  ['bidi marks', ['\u061c', '\u200e', '\u200f']],
  ['bidi embeddings and overrides', range(0x202a, 0x202e)],
  ['bidi isolates', range(0x2066, 0x2069)],
  ['line and paragraph separators', ['\u2028', '\u2029']],
  ['what cannot be seen', ['\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u{e0001}', '\u{e0041}']],
  ['half a character', ['\ud800', '\udfff']],
]
const RAW = /[\p{C}\p{Zl}\p{Zp}]/u

describe.each(HOSTILE)('%s', (_, chars) => {
  it('are written as escapes', () => {
    for (const char of chars) {
      const code = char.codePointAt(0)!.toString(16)
      const escape = code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
      expect(printable(`a${char}b${char}`)).toBe(`a${escape}b${escape}`)
    }
  })

  it('are the same to who reads the JSON', () => {
    const json = printableJson(JSON.stringify(chars))
    expect([RAW.test(json), JSON.parse(json)]).toEqual([false, chars])
  })
})

it('leaves nothing raw, and all else as it is', () => {
  assert(property(string({ unit: 'binary' }), (text) => !RAW.test(printable(text))))
  assert(property(string({ unit: 'grapheme-ascii' }), (text) => printable(text) === text))
  for (const text of ['été 1+1 (2)%.jpg', '写真 🌊.jpg', '✓ a – b', 'a\\u001b']) expect(printable(text)).toBe(text)
})

it('keeps the breaks of a text that has lines, and no other', () => {
  expect(printableLines('a\u001b[2J\nb\r\nc\u2028')).toBe('a\\u001b[2J\nb\\u000d\nc\\u2028')
})

const KEY = 'a\u001b[31m\nsizewright: forged\u009b\u202egpj.jpg'
const SHOWN = 'a\\u001b[31m\\u000asizewright: forged\\u009b\\u202egpj.jpg'

/** What is written into a stream. */
function written(write: (out: PassThrough) => void): string {
  const out = new PassThrough({ encoding: 'utf8' })
  write(out)
  return String(out.read())
}

describe('a name in which somebody has put them, in', () => {
  it('a line of the service, with the name and what it says', () => {
    const text = written((out) => {
      const log = createConsoleLog(Object.assign(Object.create(WriteStream.prototype), { write: out.write.bind(out) }))
      log.report(new Error(`${KEY} is not used`), KEY)
      log.report(KEY)
    })
    expect(text).toBe(`sizewright: ${SHOWN}: ${SHOWN} is not used\nsizewright: ${SHOWN}\n`)
  })

  it('a line for machines', async () => {
    const out = new PassThrough({ encoding: 'utf8' })
    createJsonLog(out).fault(new Error(KEY), KEY, undefined)
    await new Promise((resolve) => setImmediate(resolve))
    const line = String(out.read())
    expect([RAW.test(line.trimEnd()), JSON.parse(line)]).toEqual([
      false,
      expect.objectContaining({ key: KEY, message: KEY }),
    ])
  })

  it('an outcome of a check', () => {
    expect(textOf({ title: KEY, outcome: 'failed', message: KEY, point: null })).toBe(`✗ ${SHOWN}: ${SHOWN}`)
  })
})
