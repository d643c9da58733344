import type { Catalogue, PictureRendition, Rendition } from '../../src/catalogue.ts'
import { Refused } from '../../src/errors.ts'
import type { Facts } from '../../src/image/facts.ts'
import type { OpenPicture } from '../../src/image/picture.ts'
import { renderInfo } from '../../src/info.ts'
import type { NewObject } from '../../src/stores/store.ts'

/** What somebody may upload: a picture, a damaged one, or something that is none. */
export type Content = `${'good' | 'broken' | 'other'} ${number}`

const JPEG = Buffer.from([0xff, 0xd8, 0xff])

export function original(content: Content): NewObject {
  const isOther = content.startsWith('other')
  return {
    body: isOther ? Buffer.from(content) : Buffer.concat([JPEG, Buffer.from(content)]),
    contentType: isOther ? 'text/plain' : 'image/jpeg',
    metadata: {},
  }
}

/** Pictures whose renditions say what they were made of. */
export const openPicture: OpenPicture = async (bytes) => {
  const content = Buffer.from(bytes.subarray(JPEG.length)).toString()
  if (!content.startsWith('good')) throw new Refused('damaged')
  return {
    render: async ({ box: { width }, encoding: { quality } }) => ({
      bytes: renditionOf(content, width, quality),
      contentType: 'image/jpeg',
      width,
      height: width,
    }),
    facts: async () => factsOf(content),
    close() {},
  }
}

function factsOf(content: string): Facts {
  return {
    width: 1,
    height: 1,
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
  const make = ({ box, encoding }: PictureRendition) => renditionOf(content, box.width, encoding.quality)
  if (rendition.kind === 'picture') return make(rendition)
  const info = await renderInfo(key, catalogue, factsOf(content), async (one) => ({
    width: one.box.width,
    height: one.box.width,
    contentType: 'image/jpeg',
    size: make(one).length,
  }))
  return info.bytes
}

function renditionOf(content: string, width: number, quality: number): Uint8Array {
  return Buffer.from(`${content}, ${width} wide, quality ${quality}`)
}
