import { readFileSync } from 'node:fs'
import { animatedGif, jpegOf, pngHeader, pngWithAlpha } from '../image/pictures.ts'

const fixture = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url))

/** Limits that `tooMany.png` and the animations exceed. */
export const config = `
  export default { prefixes: ['photos/'], limits: { bytes: 400000, pixels: 4000000, frames: 2 } }
`

/** A collection with one of everything that can be wrong, by its keys. */
export async function makeMess(): Promise<Map<string, Uint8Array>> {
  const photo = await jpegOf(1600, 1200)
  return new Map<string, Uint8Array>([
    ['photos/été 1+1 (2)%.jpg', photo],
    ['photos/small.jpg', await jpegOf(300, 200)],
    ['photos/gps.jpg', fixture('pictures/files/private.jpg')],
    ['photos/alpha.png', await pngWithAlpha(400)],
    ['photos/lies.png', await jpegOf(640, 480)],
    ['photos/moving.gif', await animatedGif(40, 30)],
    ['photos/phone.heic', fixture('image/heic/icc-p3.heic')],
    ['photos/drawing.svg', fixture('pictures/files/drawing.svg')],
    ['photos/cut off.jpg', photo.subarray(0, photo.length / 2)],
    ['photos/broken.webp', Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), Buffer.alloc(100)])],
    ['photos/text.jpg', Buffer.from('this is no picture')],
    ['photos/empty.gif', Buffer.alloc(0)],
    ['photos/notes.txt', Buffer.from('left alone')],
    ['photos/old.bmp', Buffer.concat([Buffer.from('BM\0\0\0\0\0\0\0\0', 'latin1'), Buffer.alloc(60)])],
    ['photos/too many pixels.png', pngHeader(3000, 2000)],
    ['photos/too many bytes.jpg', Buffer.concat([photo, Buffer.alloc(400_000)])],
    ['photos/@eaDir/small.jpg/SYNOPHOTO_THUMB_M.jpg', photo],
    ['photos/._small.jpg', Buffer.from('resource fork')],
    ['photos/back\\slash.jpg', photo],
    ['photos/tab\there.jpg', photo],
    ['secret/passport.jpg', photo],
  ])
}
