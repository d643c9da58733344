import { type Reader, side } from './asked.ts'

/** Parameters that only imgix has. */
const OWN = ['auto', 'ixlib', 'fm', 'crop', 'dpr', 'ar', 'ixid']

/**
 * The addresses of imgix: `/boat.jpg?w=300&h=200&fit=crop&auto=format`.
 * https://docs.imgix.com/en-US/apis/rendering
 */
export const imgix: Reader = {
  name: 'imgix',
  read({ path, query }) {
    if (!OWN.some((name) => Object.hasOwn(query, name))) return null
    const valueOf = (name: string) => query[name]?.value
    const density = Number(valueOf('dpr')) || 1
    const width = side(valueOf('w'), density)
    const height = side(valueOf('h'), density)
    const isFilled = /^(?:crop|facearea|min)$/.test(valueOf('fit') ?? '')
    const format = /format/.test(valueOf('auto') ?? '') ? 'auto' : (valueOf('fm') ?? '')
    return { width, height, cover: isFilled && width > 0 && height > 0, format, source: `/${path}` }
  },
}
