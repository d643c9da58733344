/**
 * Makes the rarer of the pictures in `files`, as make.ts makes the others: `node test/pictures/make-rare.ts`. It needs
 * Debian's imagemagick, libimage-exiftool-perl, libgs9-common, libtiff-tools and libavif-bin, and that make.ts has run.
 */
import { copyFileSync, readFileSync } from 'node:fs'
import { sharp } from '../../src/image/sharp.ts'
import { hdrPhoto } from './hdr-photo.ts'
import { scene } from './scene.ts'
import { at, into, magick, out, run, save } from './tools.ts'

await scene().png().toFile(at('scene.png'))
await scene({ isClear: true }).png().toFile(at('clear.png'))

// Colour. ImageMagick writes CMYK as YCCK, Sharp as it is.
await save('cmyk-plain.jpg', scene().toColourspace('cmyk').jpeg({ quality: 95 }))
magick('prophoto-16.tif', 'scene.png', ...into('rommrgb'), '-depth', '16', '-compress', 'zip')
magick('adobe-rgb-16.png', 'scene.png', ...into('a98'), '-depth', '16')
await save('p3-16.png', scene().toColourspace('rgb16').withIccProfile('p3').png())
await save('p3.webp', scene().withIccProfile('p3').webp({ quality: 95 }))
await save('p3.avif', scene().withIccProfile('p3').avif({ quality: 90, effort: 1 }))
magick('linear.png', 'scene.png', '-colorspace', 'RGB', '-depth', '16')

await save('hdr.jpg', await hdrPhoto())

// Depth
for (const depth of [2, 4, 16]) magick(`gray-${depth}.png`, 'scene.png', '-colorspace', 'Gray', ...asPng(0, depth))
magick('rgba-16.png', 'clear.png', ...asPng(6, 16))
await save('10-bit.avif', scene().avif({ quality: 90, effort: 1, bitdepth: 10 }))
await save('10-bit-alpha.avif', scene({ isClear: true }).avif({ quality: 90, effort: 1, bitdepth: 10 }))

// Gray as films have it, from 16 to 235, which Sharp does not write.
await scene().toColourspace('b-w').png().toFile(at('gray.png'))
const film = ['--yuv', '400', '--range', 'limited', '--min', '0', '--max', '10']
for (const depth of ['8', '10'])
  run('avifenc', ...film, '--depth', depth, at('gray.png'), out(`gray-limited-${depth}.avif`))

function asPng(colours: number, depth: number): string[] {
  return ['-depth', `${depth}`, '-define', `png:color-type=${colours}`, '-define', `png:bit-depth=${depth}`]
}

// TIFF
await scene().tiff({ compression: 'none' }).toFile(at('scene.tif'))
run('tiffcp', '-t', '-w', '32', '-l', '32', '-c', 'zip', at('scene.tif'), out('tiles.tif'))
magick('fax.tif', 'scene.png', '-threshold', '50%', '-type', 'Bilevel', '-compress', 'Group4')
magick('palette.tif', 'scene.png', '-type', 'Palette', '-compress', 'lzw')

// Of no extent to speak of
for (const [width, height] of [
  [1, 1],
  [1, 2000],
  [2000, 1],
] as const)
  await save(
    `${width}x${height}.png`,
    sharp({ create: { width, height, channels: 3, background: { r: 200, g: 100, b: 50 } } }).png(),
  )

// What nobody else is to know, in every format that holds it
for (const [name, picture] of Object.entries({
  'private.png': scene().png(),
  'private.webp': scene().webp({ quality: 95 }),
  'private.tif': scene().tiff({ compression: 'lzw' }),
  'private.avif': scene().avif({ quality: 90, effort: 1 }),
})) {
  await save(name, picture)
  run(
    'exiftool',
    '-overwrite_original',
    '-m',
    '-GPSLatitude=52.5',
    '-GPSLatitudeRef=N',
    '-GPSLongitude=13.4',
    '-GPSLongitudeRef=E',
    '-SerialNumber=4711',
    '-LensSerialNumber=4711',
    '-OwnerName=Berlin',
    '-XMP:City=Berlin',
    '-Make=Maker',
    '-EXIF:Artist=Ann Müller',
    '-EXIF:Copyright=© 2026 Ann Müller',
    out(name),
  )
}

// Held in every way: AVIF says it in its own words, and so may EXIF, which does not count then.
for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  const upright = `turned-${orientation}.png`
  const raw = sharp(readFileSync(out(upright)), { autoOrient: false })
  const avif = raw.withMetadata({ orientation }).avif({ quality: 90, effort: 1 })
  await save(`turned-${orientation}.avif`, avif)
}
copyFileSync(out('8-bit.avif'), out('exif-turned.avif'))
run('exiftool', '-overwrite_original', '-n', '-EXIF:Orientation=6', out('exif-turned.avif'))
