import type { Rendition } from './catalogue.ts'
import type { Picture } from './image/picture.ts'
import type { Rendered } from './image/recipe.ts'
import type { Ports } from './ports.ts'

/** Decodes an original as the configuration has it, and tells how long that took. */
export async function decode(
  { openPicture, settings, catalogue, observer }: Pick<Ports, 'openPicture' | 'settings' | 'catalogue' | 'observer'>,
  bytes: Uint8Array,
): Promise<Picture> {
  const start = performance.now()
  const picture = await openPicture(bytes, settings.limits, catalogue.boxes)
  observer?.stage('decode', performance.now() - start, bytes.length)
  return picture
}

/** Makes a rendition, and tells how long that took. */
export async function encode(
  { observer }: Pick<Ports, 'observer'>,
  picture: Picture,
  { box, encoding }: Rendition,
): Promise<Rendered> {
  const start = performance.now()
  const rendered = await picture.render(box, encoding)
  observer?.stage('encode', performance.now() - start, rendered.bytes.length)
  return rendered
}
