import { readFile } from 'node:fs/promises'
import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { text } from '../drawing/text.ts'

const SAMPLE = new URL('../../../src/local/samples/logo.png', import.meta.url)

/** Flat colours that meet in curves, and a word. */
export const flatLogo: Graphic = {
  name: 'flat logo',
  file: async () =>
    pngOf(
      await drawn(
        2000,
        1200,
        `${box(0, 0, 2000, 1200, '#12355b')}${mark('#f4d35e', '#ee964b', '#f95738')}${words('#fff')}`,
      ),
    ),
}

/** The same kind of thing on nothing, as logos are delivered for pages of any colour. */
export const clearLogo: Graphic = {
  name: 'logo with alpha',
  file: async () => pngOf(await drawn(2000, 1200, `${mark('#0b6e4f', '#08a045', '#6bbf59')}${words('#073b3a')}`, null)),
}

/** The sample with which the service greets; it is partly transparent. */
export const sampleLogo: Graphic = { name: "the samples' logo", file: () => readFile(SAMPLE) }

/** Three leaves around a ring. */
function mark(...fills: readonly [string, string, string]): string {
  const leaves = fills.map(
    (fill, index) =>
      `<path d="M0 0C-190-120-190-330 0-430C190-330 190-120 0 0z" fill="${fill}" transform="rotate(${index * 120})"/>
       <path d="M0-30C-60-130-60-280 0-380" fill="none" stroke="#fff" stroke-width="10" transform="rotate(${index * 120})"/>`,
  )
  return `<g transform="translate(1000 470)">${leaves.join('')}<circle r="74" fill="#fff"/><circle r="46" fill="${fills[0]}"/></g>`
}

function words(colour: string): string {
  return [
    text('Threeleaf', 1000, 950, { size: 150, anchor: 'middle', colour, weight: 2.5 }),
    text('BOTANICAL GARDENS SINCE 1887', 1000, 1080, { size: 42, anchor: 'middle', colour, weight: 1.5 }),
  ].join('')
}
