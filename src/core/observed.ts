import { Unjudged } from '../errors.ts'
import type { Focus } from '../image/geometry.ts'
import type { Effort, Picture } from '../image/picture.ts'
import type { Rendered } from '../recipe.ts'
import type { Ports } from './ports.ts'

type Observed = Pick<Ports, 'observer'>

/** Decodes an original as the configuration has it, and tells how long that took. */
export async function decode(
  ports: Pick<Ports, 'openPicture' | 'settings' | 'catalogue' | 'observer'>,
  bytes: Uint8Array,
  focus: Focus | null,
  effort: Effort,
): Promise<Picture> {
  const { openPicture, settings, catalogue, observer } = ports
  const start = performance.now()
  const picture = await watched(ports, () => openPicture(bytes, settings.limits, catalogue.boxes, focus, effort))
  observer?.stage('decode', performance.now() - start, bytes.length)
  return picture
}

/** Makes a rendition, and tells how long that took. */
export async function encode(ports: Observed, make: () => Promise<Rendered>): Promise<Rendered> {
  const start = performance.now()
  const rendered = await watched(ports, make)
  ports.observer?.stage('encode', performance.now() - start, rendered.bytes.length)
  return rendered
}

/** Has a decoder do something, and tells when it ends without a verdict. */
export async function watched<T>({ observer }: Observed, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Unjudged) observer?.unjudged(error.ending)
    throw error
  }
}
