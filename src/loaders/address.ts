const BASE = /^(?:(?:https?:)?\/\/[^\s/?#]+)?(?:\/[^\s/?#]+)*\/?$/i
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:)?\/\/|^(?:data|blob):/i

/**
 * Checks the address of the service, and takes the slash from its end.
 *
 * @throws TypeError where it is no address that a path can be appended to
 */
export function checkedBase(baseUrl: unknown): string {
  if (typeof baseUrl === 'string' && BASE.test(baseUrl)) return baseUrl.replace(/\/$/, '')
  const seen = typeof baseUrl === 'string' ? `'${baseUrl}'` : String(baseUrl)
  throw new TypeError(
    `baseUrl must be where Sizewright answers, like 'https://images.example.com' or '/images', but is ${seen}`,
  )
}

/**
 * The key that a framework's `src` names, with or without a slash before it. It is `null` for a picture that is elsewhere:
 * no key that can be asked for holds `//`.
 */
export function keyFromSrc(src: string): string | null {
  return ELSEWHERE.test(src) ? null : src.replace(/^\//, '')
}
