import { type Reader, side } from './asked.ts'

/** `image/upload`, `image/fetch` and so on, at any depth: a cloud may have a domain of its own. */
const KIND = /(?:^|\/)(?:images?|video)\/(?:upload|fetch|private|authenticated|sprite|facebook|twitter)\//

/**
 * The addresses of Cloudinary: `/demo/image/upload/c_fill,w_300,h_200/v1/folder/boat.jpg`. The sizes of several steps are those of
 * the last one that names any.
 * https://cloudinary.com/documentation/transformation_reference
 */
export const cloudinary: Reader = {
  name: 'cloudinary',
  read({ path }) {
    const kind = KIND.exec(path)
    if (kind === null) return null
    const segments = path.slice(kind.index + kind[0].length).split('/')
    const found: Record<string, string> = {}
    let at = 0
    for (; at < segments.length - 1; at++) {
      const parts = (segments[at] ?? '').split(',')
      if (/^v\d+$/.test(segments[at] ?? '') || /^s--[\w-]+--$/.test(segments[at] ?? '')) continue
      if (!parts.every((part) => /^[a-z]{1,3}_/.test(part))) break
      for (const part of parts) found[part.slice(0, part.indexOf('_'))] = part.slice(part.indexOf('_') + 1)
    }
    const density = Number(found['dpr']) || 1
    const width = side(found['w'], density)
    const height = side(found['h'], density)
    const isFilled = /^(?:l?fill|fill_pad|crop|thumb|auto)$/.test(found['c'] ?? '')
    const format = found['f'] ?? ''
    return {
      width,
      height,
      cover: isFilled && width > 0 && height > 0,
      format,
      source: `/${segments.slice(at).join('/')}`,
    }
  },
}
