// The addresses of imgproxy: https://docs.imgproxy.net/usage/processing, and the form of its first version,
// `/signature/fit/300/400/sm/0/…`. The signature is not checked: the set of what can be had is closed without.

/** What the arguments of an option are: type of resizing, width, height, format, density. */
const OPTIONS = {
  rs: 'twh',
  resize: 'twh',
  s: 'wh',
  size: 'wh',
  rt: 't',
  resizing_type: 't',
  w: 'w',
  width: 'w',
  h: 'h',
  height: 'h',
  f: 'f',
  format: 'f',
  ext: 'f',
  dpr: 'd',
}

function readLegacy(path) {
  const parts = path.split('/')
  const found = { d: 1 }
  let at = 1
  if (/^(fit|fill|fill-down|force|auto|crop)$/.test(parts[1])) {
    read(found, ['', parts[1], parts[2], parts[3]], 'twh')
    at = 6
  }
  for (; at < parts.length && parts[at].indexOf(':') > 0; at++) {
    const args = parts[at].split(':')
    if (has(OPTIONS, args[0])) read(found, args, OPTIONS[args[0]])
  }
  if (at >= parts.length) return null
  if (parts[at] === 'enc') return refuse(400, 'Bad Request', 'encrypted addresses cannot be read here')
  const isPlain = parts[at] === 'plain'
  const rest = isPlain ? parts.slice(at + 1).join('/') : parts.slice(at).join('')
  const ending = (isPlain ? /@([A-Za-z0-9]*)$/ : /\.([A-Za-z0-9]*)$/).exec(rest)
  const source = ending === null ? rest : rest.slice(0, ending.index)
  const url = isPlain ? decodeURIComponent(source) : fromBase64(source)
  const format = (ending && ending[1]) || found.f
  if (!/^[a-z0-9]+:\/\//.test(url)) return null
  return askedFor(url, found.w * found.d, found.h * found.d, /^(fill|force|crop)/.test(found.t), format)
}

function read(found, args, letters) {
  letters.split('').forEach((letter, at) => {
    if (args[at + 1]) found[letter] = args[at + 1]
  })
}
