import type { PictureRendition, Rendition } from '../../config/catalogue.ts'
import type { Focus } from '../../image/geometry.ts'
import type { Effort, Picture } from '../../image/picture.ts'
import type { Rendered } from '../../recipe.ts'
import { renditionFactsOf, renderInfo, type RenditionFacts } from '../info.ts'
import type { Ports } from '../ports.ts'
import { isCurrent } from '../stored.ts'
import type { Seen } from './look.ts'
import type { MadeRendition, Want } from './plan.ts'

/** An original that has been read. */
export interface ReadOriginal {
  readonly bytes: Uint8Array
  readonly focus: Focus | null
}

/**
 * Makes all that a plan wants, in one go, and gives the decoder back: another original has that while this one's are stored.
 *
 * @throws Refused, Unjudged
 */
export async function make(
  ports: Ports,
  key: string,
  seen: Seen,
  plan: Want,
  { bytes, focus }: ReadOriginal,
  effort: Effort,
): Promise<MadeRendition[]> {
  const { openPicture, settings, catalogue } = ports
  const picture = await openPicture(bytes, settings.limits, catalogue.boxes, focus, effort)
  try {
    const render = createRender(ports, key, seen, plan, picture)
    const made: MadeRendition[] = []
    for (const rendition of plan.renditions) made.push({ rendition, rendered: await render(rendition) })
    return made
  } finally {
    picture.close()
  }
}

/** For the info, what was stored as it should be or has been made in this run is not made again. */
function createRender(ports: Ports, key: string, seen: Seen, { source }: Want, picture: Picture) {
  const known = new Map<string, RenditionFacts>()

  async function factsOfOne(rendition: PictureRendition): Promise<RenditionFacts> {
    const found = known.get(rendition.name) ?? factsAsStored(seen, source, rendition)
    return found ?? renditionFactsOf(await picture.render(rendition))
  }

  return async (rendition: Rendition): Promise<Rendered> => {
    if (rendition.kind === 'info') {
      return renderInfo(key, ports.catalogue, await picture.facts(), factsOfOne)
    }
    const rendered = await picture.render(rendition)
    known.set(rendition.name, renditionFactsOf(rendered))
    return rendered
  }
}

function factsAsStored({ stored }: Seen, source: string, rendition: PictureRendition): RenditionFacts | null {
  const head = stored.get(rendition.name)
  if (head === undefined || !isCurrent(head, source, rendition)) return null
  const { width, height } = head.metadata
  if (width === undefined || height === undefined || head.contentType === undefined) return null
  return { width: Number(width), height: Number(height), contentType: head.contentType, size: head.size }
}
