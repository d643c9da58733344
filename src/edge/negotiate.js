// The CloudFront Function at viewer-request: what the viewer wrote becomes the one rendition path, or is refused before
// any origin hears of it. Shipped without the comments and with the table put in. The runtime is an old njs: no destructuring,
// default parameters, spread, for-of, `?.`, `??`, classes, and no `catch` without a name.

/** The EdgeTable of edge-table.ts. */
const table = __TABLE__

/** S3's limit on a key. */
const MAX_PATH_BYTES = 1024

/** A slash that only some servers take for one; and U+FFFD, which stands where a byte was not valid. */
const DISGUISED = /%2f|\ufffd/i

/** As in path.ts: empty, `.` and `..` segments, control bytes, the backslash. */
const UNSPEAKABLE = /^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)|[\u0000-\u001f\u007f\\]/

/** As `isHidden` of path.ts, after the escape: thus in ASCII, where no engine takes another letter for one of these. */
const HIDDEN =
  /\/(?:\.|(?:_x40[Ee][Aa][Dd][Ii][Rr]|_x23[Rr][Ee][Cc][Yy][Cc][Ll][Ee]|_x24[Rr][Ee][Cc][Yy][Cc][Ll][Ee]\.[Bb][Ii][Nn]|[Ll][Oo][Ss][Tt]_x2B[Ff][Oo][Uu][Nn][Dd]|[Tt][Hh][Uu][Mm][Bb][Ss]\.[Dd][Bb])(?:\/|$))/

/** A path that is its own canonical spelling, as nearly all are: there is nothing to decode or to escape. */
const CANONICAL = /^\/(?:[A-Za-z0-9./-]|_(?!x[0-9A-F]{2}))*$/

/** Browsers name about ten ranges. Whoever names more than this gets the fallback, or a request could be made to cost much. */
const MOST_RANGES = 50

/** What the fallback may turn out to be: the edge does not know the original. */
const FALLBACKS = ['image/jpeg', 'image/png', 'image/gif']

function handler(event) {
  const request = event.request
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const refusal = refuse(405, 'Method Not Allowed', 'only GET and HEAD are answered here')
    refusal.headers.allow = { value: 'GET, HEAD' }
    return refusal
  }
  let path = canonicalPath(request.uri)
  if (table.legacy) path = legacyPath(request, path)
  if (path === null) return refuse(400, 'Bad Request', 'the path is not well-formed')
  if (path.statusCode) return path

  const slash = path.indexOf('/')
  const name = path.slice(0, slash)
  const key = path.slice(slash + 1)
  if (slash === -1 || !isName(name))
    return refuse(404, 'Not Found', `there is no such size; there are${table.negotiated}${table.fixed.trim()}`)
  if (!isPublic(key) || (!table.hidden && HIDDEN.test(path)))
    return refuse(404, 'Not Found', 'there is no such picture')
  if (table.longestName + 1 + key.length > MAX_PATH_BYTES) return refuse(414, 'URI Too Long', 'the path is too long')

  const dot = name.indexOf('.')
  const isOpen = dot === -1 && isListed(table.negotiated, name)
  const ending = isOpen ? chooseEnding(acceptOf(request.headers)) : dot === -1 ? '' : name.slice(dot)
  const variant = dot === -1 ? name : name.slice(0, dot)
  const stored = ending === '.fallback' ? variant : variant + ending
  request.uri = `/${has(table.aliases, stored) ? table.aliases[stored] : stored}/${key}`
  request.querystring = {}
  return request
}

/** `medium`, `medium.webp` or `webp`: a name that a page may write. */
function isName(name) {
  const dot = name.indexOf('.')
  if (dot === -1) return isListed(table.negotiated, name) || isListed(table.fixed, name)
  return isListed(table.negotiated, name.slice(0, dot)) && isListed(table.endings, name.slice(dot))
}

/** The path without its first slash, in the spelling of path.ts, or `null` where it is malformed. */
function canonicalPath(uri) {
  if (CANONICAL.test(uri)) return UNSPEAKABLE.test(uri.slice(1)) ? null : uri.slice(1)
  if (uri.charAt(0) !== '/' || DISGUISED.test(uri)) return null
  try {
    const path = decodeURIComponent(uri.slice(1))
    return UNSPEAKABLE.test(path) ? null : escapePath(path)
  } catch (error) /* oxlint-disable-line no-unused-vars */ {
    return null // malformed percent-encoding, invalid UTF-8, or half a surrogate pair
  }
}

/** `escapeKey` of path.ts; a name has nothing to escape, so a whole path can be escaped at once. */
function escapePath(path) {
  return encodeURIComponent(path)
    .replace(/_(?=x[0-9A-F]{2})/g, '%5F')
    .replace(/%2F/g, '/')
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%/g, '_x')
}

/** A prefix ends with a slash or is empty, so only the beginnings of a key that do can be one. */
function isPublic(key) {
  let end = 0
  for (let depth = 0; depth <= table.depth; depth++) {
    if (has(table.prefixes, key.slice(0, end))) return true
    end = key.indexOf('/', end) + 1
    if (end === 0) return false
  }
  return false
}

/**
 * What `Accept` makes of a variant's name: `.webp`, or nothing for the fallback.
 *
 * A negotiated format must be asked for by its own name: old browsers and curl say that they take anything, and cannot
 * decode WebP. It must be wanted at least as much as the fallback; of several the most wanted, then the table's first.
 */
function chooseEnding(accept) {
  const plain = plainChoice(accept)
  if (plain !== null) return plain
  if (accept.split(',').length > MOST_RANGES) return ''
  const ranges = parseAccept(accept)
  const fallbackWeights = FALLBACKS.map((type) => weightIn(ranges, [type, 'image/*', '*/*']))
  let best = Math.max(fallbackWeights[0], fallbackWeights[1], fallbackWeights[2])
  let chosen = ''
  for (let i = 0; i < table.formats.length; i++) {
    const weight = weightIn(ranges, [`image/${table.formats[i]}`])
    if (weight > best || (weight === best && weight > 0 && chosen === '')) {
      best = weight
      chosen = `.${table.formats[i]}`
    }
  }
  return chosen
}

/**
 * What `chooseEnding` chooses, where that can be told without taking `Accept` apart: no negotiated format is named at
 * all, or the first that is stands there by itself, with no weight, which is the most that anything can be wanted. `null`
 * where there is more to it.
 */
function plainChoice(accept) {
  const ranges = accept.toLowerCase()
  if (ranges.indexOf('"') !== -1) return null
  for (let i = 0; i < table.formats.length; i++) {
    const type = `image/${table.formats[i]}`
    const start = ranges.indexOf(type)
    if (start === -1) continue
    const before = ranges.charAt(start - 1)
    const after = ranges.charAt(start + type.length)
    const isWhole = (before === '' || before === ',') && (after === '' || after === ',')
    return isWhole ? `.${table.formats[i]}` : null
  }
  return ''
}

/** The weight of the first of these, the most specific one, that the client named; 0 where it named none. */
function weightIn(ranges, types) {
  for (let i = 0; i < types.length; i++) {
    const range = ranges.find((one) => one.type === types[i])
    if (range !== undefined) return range.weight
  }
  return 0
}

/**
 * RFC 9110, 12.5.1. A range whose weight cannot be read is left out, for it says neither yes nor no. Quoted strings can
 * hold commas and semicolons but nothing that matters here, so they go first.
 */
function parseAccept(accept) {
  const unquoted = accept.split('"').filter((part, index) => index % 2 === 0)
  return unquoted
    .join('')
    .toLowerCase()
    .split(',')
    .map(parseRange)
    .filter((range) => range.weight !== null)
}

function parseRange(text) {
  const parts = text.split(';').map((part) => part.trim())
  const weight = parts.slice(1).find((part) => /^q\s*(=|$)/.test(part))
  if (weight === undefined) return { type: parts[0], weight: 1 }
  const value = /^q\s*=\s*(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$/.exec(weight)
  return { type: parts[0], weight: value === null ? null : Number(value[1]) }
}

function acceptOf(headers) {
  const accept = headers.accept
  if (accept === undefined) return ''
  return accept.multiValue === undefined ? accept.value : accept.multiValue.map((one) => one.value).join(',')
}

function refuse(statusCode, statusDescription, text) {
  return {
    statusCode,
    statusDescription,
    headers: {
      'content-type': { value: 'text/plain; charset=utf-8' },
      'access-control-allow-origin': { value: '*' },
      'cache-control': { value: 'max-age=10' },
      'cross-origin-resource-policy': { value: 'cross-origin' },
      'x-content-type-options': { value: 'nosniff' },
    },
    body: { encoding: 'text', data: text },
  }
}

/** Whether a word is in a list like ` medium large `; a word of a canonical path has no space. */
function isListed(list, word) {
  return list.indexOf(` ${word} `) !== -1
}

function has(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name)
}
