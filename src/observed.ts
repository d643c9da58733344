import type { Focus } from './image/focus.ts'
import type { Picture } from './image/picture.ts'
import type { Rendered } from './image/recipe.ts'
import type { Ports } from './ports.ts'

/** Decodes an original as the configuration has it, and tells how long that took. */
export async function decode(
  { openPicture, settings, catalogue, observer }: Pick<Ports, 'openPicture' | 'settings' | 'catalogue' | 'observer'>,
  bytes: Uint8Array,
  focus: Focus | null,
): Promise<Picture> {
  const start = performance.now()
  const picture = await openPicture(bytes, settings.limits, catalogue.boxes, focus)
  observer?.stage('decode', performance.now() - start, bytes.length)
  return picture
}

/** Makes a rendition, and tells how long that took. */
export async function encode({ observer }: Pick<Ports, 'observer'>, make: () => Promise<Rendered>): Promise<Rendered> {
  const start = performance.now()
  const rendered = await make()
  observer?.stage('encode', performance.now() - start, rendered.bytes.length)
  return rendered
}
