/**
 * Makes the pictures beside it with real encoders; they are committed, so this runs only when one is added:
 * `node test/pictures/make.ts`. It needs Debian's imagemagick, libimage-exiftool-perl, libjpeg-turbo-progs and
 * ghostscript's profiles (libgs9-common).
 */
import { copyFileSync, readFileSync } from 'node:fs'
import { sharp } from '../../src/image/sharp.ts'
import { scene } from './scene.ts'
import { at, into, magick, out, run, save } from './tools.ts'

await scene().png().toFile(at('scene.png'))
await scene({ isClear: true }).png().toFile(at('clear.png'))
run('convert', at('scene.png'), '-depth', '8', at('scene.ppm'))

// JPEG
await save('baseline.jpg', scene().jpeg({ quality: 95, progressive: false, chromaSubsampling: '4:2:0' }))
await save('progressive.jpg', scene().jpeg({ quality: 95, progressive: true }))
await save('444.jpg', scene().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }))
await save('large.jpg', scene({ scale: 11 }).jpeg({ quality: 80 }))
await save('gray.jpg', scene().greyscale().jpeg({ quality: 95 }))
await save('restarts.jpg', run('cjpeg', '-quality', '95', '-restart', '1', at('scene.ppm')))
run('cjpeg', '-quality', '95', '-outfile', at('plain.jpg'), at('scene.ppm'))
await save('arithmetic.jpg', run('jpegtran', '-arithmetic', at('plain.jpg')))
magick('cmyk-profile.jpg', 'scene.png', ...into('default_cmyk'), '-quality', '95')
magick('cmyk.jpg', 'scene.png', '-colorspace', 'CMYK', '-quality', '95')
const plain = readFileSync(at('plain.jpg'))
await save('no-end.jpg', plain.subarray(0, -2))
await save('trailer.jpg', Buffer.concat([plain, Buffer.from('garbage after the end')]))
await save('p3.jpg', scene().withIccProfile('p3').jpeg({ quality: 95 }))
magick('adobe-rgb.jpg', 'scene.png', ...into('a98'), '-quality', '95')
magick('prophoto.jpg', 'scene.png', ...into('rommrgb'), '-quality', '97')
copyFileSync(at('plain.jpg'), out('private.jpg'))
run(
  'exiftool',
  '-overwrite_original',
  '-GPSLatitude=52.5',
  '-GPSLatitudeRef=N',
  '-GPSLongitude=13.4',
  '-GPSLongitudeRef=E',
  '-SerialNumber=4711',
  '-Artist=Ann Müller',
  '-Copyright=© 2026 Ann Müller',
  '-XMP:City=Berlin',
  '-IPTC:City=Berlin',
  '-Comment=taken at home',
  `-ThumbnailImage<=${at('plain.jpg')}`,
  out('private.jpg'),
)

// PNG
await save('rgb.png', scene().png())
await save('rgba.png', scene({ isClear: true }).png())
await save('palette.png', scene({ isClear: true }).png({ palette: true }))
await save('interlaced.png', scene().png({ progressive: true }))
await save('16-bit.png', scene().toColourspace('rgb16').png())
await save('palette-2.png', scene().png({ palette: true, colours: 4, dither: 0 }))
await save('palette-4.png', scene().png({ palette: true, colours: 16, dither: 0 }))
magick('1-bit.png', 'scene.png', '-threshold', '50%', '-type', 'Bilevel')
magick('gray-alpha.png', 'clear.png', '-colorspace', 'Gray', '-define', 'png:color-type=4')

// GIF and WebP
await save('still.gif', scene({ isClear: true }).gif())
const frames = await Promise.all(
  [scene(), scene().modulate({ hue: 120 }), scene().modulate({ hue: 240 })].map((one) => one.png().toBuffer()),
)
const film = sharp(frames, { join: { animated: true } })
await save('moving.gif', film.clone().gif({ delay: [100, 200, 300], loop: 3 }))
await save('moving.webp', film.clone().webp({ lossless: true, delay: [100, 200, 300], loop: 3 }))
await save('lossy.webp', scene().webp({ quality: 95 }))
await save('lossless.webp', scene({ isClear: true }).webp({ lossless: true }))
await save('alpha.webp', scene({ isClear: true }).webp({ quality: 95 }))

// AVIF
await save('8-bit.avif', scene().avif({ quality: 90, effort: 1 }))
await save('alpha.avif', scene({ isClear: true }).avif({ quality: 90, effort: 1 }))

// TIFF
await save('lzw.tif', scene().tiff({ compression: 'lzw' }))
await save('deflate-alpha.tif', scene({ isClear: true }).tiff({ compression: 'deflate' }))
await save('jpeg.tif', scene().tiff({ compression: 'jpeg', quality: 95 }))
magick('big-endian.tif', 'scene.png', '-endian', 'MSB', '-compress', 'lzw')
magick('16-bit.tif', 'scene.png', '-depth', '16', '-compress', 'zip')
magick('cmyk.tif', 'scene.png', '-colorspace', 'CMYK', '-compress', 'lzw')
magick('planar.tif', 'scene.png', '-interlace', 'plane', '-compress', 'lzw')
magick('pages.tif', 'scene.png', at('clear.png'), '-compress', 'lzw')

// SVG
const rect = (x: number, y: number, fill: string) => `<rect x="${x}" y="${y}" width="64" height="32" fill="${fill}"/>`
const quarters = `${rect(0, 0, '#c80000')}${rect(64, 0, '#00c800')}${rect(0, 32, '#0000c8')}`
await save('drawing.svg', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 64">${quarters}</svg>`))

// All orientations: the pixels are turned so that the tag turns them back, first by an angle, then mirrored.
const back: Readonly<Record<number, readonly [number, boolean]>> = {
  1: [0, false],
  2: [0, true],
  3: [180, false],
  4: [180, true],
  5: [90, true],
  6: [270, false],
  7: [270, true],
  8: [90, false],
}
for (const [orientation, [angle, isMirrored]] of Object.entries(back)) {
  const turned = await scene().rotate(angle).png().toBuffer()
  const raw = await sharp(turned).flop(isMirrored).png().toBuffer()
  const tagged = () => sharp(raw).withMetadata({ orientation: Number(orientation) })
  await save(`turned-${orientation}.jpg`, tagged().jpeg({ quality: 95 }))
  await save(`turned-${orientation}.webp`, tagged().webp({ quality: 95 }))
  await save(`turned-${orientation}.png`, tagged().png())
  await save(`turned-${orientation}.tif`, tagged().tiff({ compression: 'lzw' }))
}
