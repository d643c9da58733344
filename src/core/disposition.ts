/** In bytes of UTF-8: file systems take 255 for a name, and a browser may add a number to it. */
const LONGEST = 200

/**
 * The `Content-Disposition` (RFC 6266) by which "save picture" gives a file the name of its original, and the ending of what
 * it really is: a browser would name `/large/boat.jpg` by its URL, though it is WebP.
 *
 * @param key of the original
 * @param contentType of the rendition
 */
export function dispositionOf(key: string, contentType: string): string {
  const ending = `.${contentType.replace('image/', '').replace('jpeg', 'jpg')}`
  const last = key.slice(key.lastIndexOf('/') + 1)
  const name = shorten(last.replace(/(?<=.)\.[^.]*$/, ''), LONGEST - ending.length) + ending
  // For whoever cannot read `filename*` there is a name in ASCII, without what would end or escape a quoted string.
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_')
  // RFC 8187, 3.2.1: these are no part of it as they are, and `encodeURIComponent` leaves them.
  const exact = encodeURIComponent(name).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return ascii === name ? `inline; filename="${name}"` : `inline; filename="${ascii}"; filename*=UTF-8''${exact}`
}

/** Cuts a text at a character, so that it has at most so many bytes. */
function shorten(text: string, most: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > most) break
    end += character.length
  }
  return text.slice(0, end)
}
