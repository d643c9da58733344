/**
 * Makes the animations in `files` of frames that cover, clear and restore parts of each other, as make.ts makes the
 * other pictures: `node test/pictures/make-moving.ts`. It needs Debian's imagemagick, webp and apngasm.
 */
import { film } from './fixtures.ts'
import { draw } from './scene.ts'
import { at, out, run } from './tools.ts'

for (const [index, frame] of film.frames.entries())
  await draw(frame)
    .png()
    .toFile(at(`${index}.png`))
const pictures = film.frames.map((_, index) => at(`${index}.png`))
const loop = ['-loop', String(film.loop)]

/** A part that is laid over the frame before, and what becomes of it when its time is over. */
function part(frame: number, dispose: string, place: string, picture: readonly string[]): string[] {
  const delay = String(film.delay[frame]! / 10)
  return ['-dispose', dispose, '-delay', delay, '-page', `128x64${place}`, ...picture]
}

/** In parentheses, the size is meant for it alone. */
function half(colour: string): string[] {
  return ['(', '-size', '64x32', `xc:${colour}`, ')']
}

const parts = [
  part(0, 'None', '+0+0', [pictures[0]!]),
  part(1, 'Previous', '+0+0', half('#c800c8')),
  part(2, 'Background', '+64+0', half('#00c8c8')),
  part(3, 'None', '+64+32', half('#f0f0f0')),
].flat()
// With a comment, which is to be stripped, it cannot stand in for a rendition of itself.
run('convert', ...parts, ...loop, '-set', 'comment', 'at home', out('film.gif'))
run('gif2webp', '-quiet', out('film.gif'), '-o', out('film-parts.webp'))
const timed = film.delay.flatMap((delay, index) => ['-d', String(delay), pictures[index]!])
run('img2webp', ...loop, '-lossy', '-q', '95', ...timed, '-o', out('film.webp'))
run('apngasm', out('moving.png'), ...pictures.slice(0, 3), '1', '10')
