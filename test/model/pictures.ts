import { createHash } from 'node:crypto'
import type { Catalogue, PictureRendition, Rendition } from '../../src/config/catalogue.ts'
import { renderInfo } from '../../src/core/info.ts'
import { type Ending, Refused, Unjudged } from '../../src/errors.ts'
import type { Facts } from '../../src/image/facts.ts'
import { outputSize, type Size } from '../../src/image/geometry.ts'
import type { OpenPicture, Picture } from '../../src/image/picture.ts'
import type { Box } from '../../src/recipe.ts'
import type { NewObject } from '../../src/stores/store.ts'
import { createMachine, type Machine } from './machine.ts'

/** What somebody may upload: a picture, a damaged one, one that is too much for any decoder, or something that is none. */
export type Content = `${'good' | 'broken' | 'heavy' | 'other'} ${number}`

/** Few, so that the same bytes come again. */
export const NUMBERS = [0, 1, 2] as const

/** How wide, and how high, those with each number are: of some a few sizes show the whole, and are one stored object. */
const SIDES = [12, 25, 100] as const

export function sizeOf(content: string): Size {
  const side = SIDES[Number(content.split(' ')[1])]!
  return { width: side, height: side }
}

const JPEG = Buffer.from([0xff, 0xd8, 0xff])

export function original(content: Content): NewObject {
  const isOther = content.startsWith('other')
  return {
    body: isOther ? Buffer.from(content) : Buffer.concat([JPEG, Buffer.from(content)]),
    contentType: isOther ? 'text/plain' : 'image/jpeg',
    metadata: {},
  }
}

/** Whether an ETag is that of a picture that is good. */
export function isOfGood(etag: string | undefined): boolean {
  return goodEtags.has(etag ?? '')
}

const goodEtags = new Set(
  NUMBERS.map((number) =>
    createHash('md5')
      .update(original(`good ${number}`).body)
      .digest('hex'),
  ),
)

/** How a decoder ended that gave no verdict, and where. */
type End = readonly [at: 'open' | 'render' | 'facts', ending: Ending]

/** How those end that are too much, by their number: each time, whatever the machine. */
const heavy: readonly End[] = [
  ['open', 'death'],
  ['render', 'time'],
  ['facts', 'memory'],
]

/** The decoders of somebody at work, on a machine that may be starved. */
export function createDecoders(machine: Machine): OpenPicture {
  let last: Ending | null = null // of his last first try, on a good picture

  return async (bytes, _limits, _boxes, _focus, { isAlone = false } = {}) => {
    const content = Buffer.from(bytes.subarray(JPEG.length)).toString()
    const [kind, number] = content.split(' ')
    if (kind === 'heavy') return ended(content, heavy[Number(number)]!, true)
    if (kind !== 'good') throw new Refused('damaged')
    const { ending, wasFed, at } = machine.next(isAlone ? last : null)
    last = ending
    return ending === null ? pictureOf(content) : ended(content, [at, ending], wasFed)
  }
}

/** A picture of which everything can be made that is made before the end. */
function ended(content: string, [at, ending]: End, wasFed: boolean): Picture {
  const fail = (): never => {
    throw new Unjudged(ending, wasFed, `it ended: ${ending}`)
  }
  if (at === 'open') fail()
  const picture = pictureOf(content)
  return at === 'facts' ? { ...picture, facts: async () => fail() } : { ...picture, render: async () => fail() }
}

/** A picture whose renditions say what they were made of. */
function pictureOf(content: string): Picture {
  return {
    render: async ({ box, encoding: { quality } }) => {
      const size = outputSize(box, sizeOf(content))
      return { bytes: renditionOf(content, size, quality), contentType: 'image/jpeg', ...size }
    },
    facts: async () => factsOf(content),
    close() {},
  }
}

/** A decoder on a machine that has all that it needs. */
export const openPicture: OpenPicture = createDecoders(createMachine())

function factsOf(content: string): Facts {
  return {
    ...sizeOf(content),
    bytes: content.length,
    format: content,
    orientation: 1,
    colourSpace: 'srgb',
    hasAlpha: false,
    pages: 1,
    frames: 1,
    dominantColour: '#ffffff',
    thumbHash: '',
    placeholder: '',
  }
}

/** What is stored of a good picture under a name. */
export async function storedOf(
  key: string,
  content: string,
  rendition: Rendition,
  catalogue: Catalogue,
): Promise<Uint8Array> {
  const sizeIn = (box: Box) => outputSize(box, sizeOf(content))
  const make = ({ box, encoding }: PictureRendition) => renditionOf(content, sizeIn(box), encoding.quality)
  if (rendition.kind === 'picture') return make(rendition)
  const info = await renderInfo(key, catalogue, factsOf(content), async (one) => ({
    ...sizeIn(one.box),
    contentType: 'image/jpeg',
    size: make(one).length,
  }))
  return info.bytes
}

function renditionOf(content: string, { width }: Size, quality: number): Uint8Array {
  return Buffer.from(`${content}, ${width} wide, quality ${quality}`)
}
