// Follows negotiate.js where the configuration has a `legacy` dialect: an address of another service becomes the path of
// the variant that is nearest to what it asks for. `readLegacy` is the dialect's, in the file after this one. The
// language is that of negotiate.js.

/** A side that is left open, as in recipe.ts. */
const OPEN = 16383

/** Room for the longest key in any of its encodings, and for options: whoever writes more could make a request cost much. */
const MOST_BYTES = 2048

/**
 * The path that an old address stands for, `null` for a malformed one, or an answer. An address whose first segment is a name
 * of ours is no old one, whatever else it looks like.
 */
function legacyPath(request, path) {
  if (request.uri.length > MOST_BYTES || isName((path === null ? request.uri.slice(1) : path).split('/')[0]))
    return path
  try {
    const asked = readLegacy(request.uri.slice(1), request.querystring)
    if (asked === null) return path
    if (asked.statusCode) return asked
    const key = keyOf(asked.source.split('?')[0].split('#')[0])
    if (key === null || key.length > MAX_PATH_BYTES) return refuse(404, 'Not Found', 'there is no such picture')
    return UNSPEAKABLE.test(key) ? null : escapePath(nearest(asked) + endingOf(asked.format) + '/' + key)
  } catch (error) /* oxlint-disable-line no-unused-vars */ {
    return null // malformed base64, JSON or percent-encoding
  }
}

/** The key of a source, which is a URL or a path; the table has the longest of two beginnings first. */
function keyOf(source) {
  const plain = decodeURIComponent(source)
  const known = table.legacy.sources.find((one) => plain.indexOf(one[0]) === 0)
  return known ? known[1] + plain.slice(known[0].length) : null
}

/** WebP and AVIF where they are to be had, or else what `Accept` says; of any other format the fallback. */
function endingOf(format) {
  if (isListed(table.endings, '.' + format)) return '.' + format
  return /^(webp|avif|auto)?$/.test(format) ? '' : '.fallback'
}

/**
 * The variant that covers what is asked for with the fewest pixels to spare, or else the largest. One of the same fit
 * comes before any other, unless a page would stretch it to more than twice its size, then one that covers whatever the
 * picture's shape is, or has the same shape.
 */
function nearest(asked) {
  const width = asked.width || (asked.height ? 0 : OPEN)
  const height = asked.height
  let least = 1e9
  let found = 0
  table.legacy.boxes.split(' ').forEach((box, at) => {
    const isCover = /c/.test(box)
    const sides = box.split(isCover ? 'c' : 'x')
    const w = sides[0] || OPEN
    const h = sides[1] || OPEN
    const scale = Math.min(width ? w / width : OPEN, height ? h / height : OPEN)
    const isLoose = isCover
      ? Math.abs((w * height) / (h * width) - 1) > 0.02
      : (!width && w < OPEN) || (!height && h < OPEN)
    const rank =
      (scale < 1 ? (scale < 0.5 ? 3e7 : 4e6) - scale : isLoose ? scale + 1e6 : scale) +
      (isCover === asked.cover ? 0 : 1e7) +
      w * h * 1e-12
    if (rank < least) {
      least = rank
      found = at
    }
  })
  return table.negotiated.split(' ')[found + 1]
}
