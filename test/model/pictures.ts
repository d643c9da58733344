import { Refused } from '../../src/errors.ts'
import type { OpenPicture } from '../../src/image/picture.ts'
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
    render: async ({ width }, { quality }) => ({
      bytes: renditionOf(content, width, quality),
      contentType: 'image/jpeg',
      width,
      height: width,
    }),
  }
}

export function renditionOf(content: string, width: number, quality: number): Uint8Array {
  return Buffer.from(`${content}, ${width} wide, quality ${quality}`)
}
