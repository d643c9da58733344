import { assert, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { dispositionOf } from '../../src/core/disposition.ts'

it.each([
  ['boat.jpg', 'image/webp', 'inline; filename="boat.webp"'],
  ['holiday/boat.JPG', 'image/jpeg', 'inline; filename="boat.jpg"'],
  ['a.b.tar.png', 'image/avif', 'inline; filename="a.b.tar.avif"'],
  ['no-ending', 'image/gif', 'inline; filename="no-ending.gif"'],
  ['.hidden', 'image/png', 'inline; filename=".hidden.png"'],
  [
    'été 1+1 (2)%.jpg',
    'image/webp',
    `inline; filename="_t_ 1+1 (2)_.webp"; filename*=UTF-8''%C3%A9t%C3%A9%201%2B1%20%282%29%25.webp`,
  ],
  ['a"\\;b.jpg', 'image/jpeg', `inline; filename="a__;b.jpg"; filename*=UTF-8''a%22%5C%3Bb.jpg`],
  ['👍.jpg', 'image/jpeg', `inline; filename="_.jpg"; filename*=UTF-8''%F0%9F%91%8D.jpg`],
])('%j as %s is saved by %s', (key, type, expected) => expect(dispositionOf(key, type)).toBe(expected))

/** The name that a browser takes. */
function nameIn(disposition: string): string {
  const exact = /filename\*=UTF-8''(.*)$/.exec(disposition)?.[1]
  return exact === undefined ? /filename="(.*)"$/.exec(disposition)![1]! : decodeURIComponent(exact)
}

it('a name has at most 200 bytes, cut between characters, and its ending', () => {
  for (const letter of ['a', 'é', '漢', '👍']) {
    const name = nameIn(dispositionOf(`${letter.repeat(300)}.jpg`, 'image/webp'))
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    expect(Buffer.byteLength(name)).toBeGreaterThan(196)
    expect(name).toMatch(new RegExp(`^(?:${letter})+\\.webp$`, 'u'))
  }
})

it('whatever the key, it is a header in ASCII that gives the name back', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const stem = `a${text.replaceAll(/[/.\u0000-\u001f\u007f]/g, '')}` // oxlint-disable-line no-control-regex
      const disposition = dispositionOf(`folder/${stem}.png`, 'image/jpeg')
      expect(disposition).toMatch(/^inline; filename="[^"\\]*"(?:; filename\*=UTF-8''[\w%.!#$&+^`|~-]*)?$/)
      expect(disposition).toMatch(/^[\x20-\x7e]*$/)
      if (Buffer.byteLength(stem) < 196) expect(nameIn(disposition)).toBe(`${stem}.jpg`)
    }),
  )
})
