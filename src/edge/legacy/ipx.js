// The addresses of IPX and of Nuxt Image, which puts them under `/_ipx/`: modifiers, then the source.
// https://github.com/unjs/ipx#modifiers

const FLAG =
  /^(_|animated|embed|enlarge|flip|flop|grayscale|negate|normalize|max|min|(w|width|h|height|s|resize|fit|f|format|q|quality|pos|position|b|background|kernel|trim|extend|extract|crop|rotate|sharpen|median|blur|gamma|threshold|tint)[_:].*)$/

function readLegacy(path) {
  const own = /^_ipx\//.test(path) ? path.slice(5) : path
  const slash = own.indexOf('/')
  const words = decodeURIComponent(own.slice(0, slash)).replace(/&/g, ',').split(',')
  if (slash === -1 || slash > 300 || !words.every((word) => FLAG.test(word))) return null
  const found = {}
  words.forEach((word) => {
    const end = word.search(/[_:]/)
    found[word.slice(0, end)] = word.slice(end + 1)
  })
  const size = (found.s || found.resize || '').replace('_', 'x').split('x')
  const width = found.w || found.width || size[0]
  const height = found.h || found.height || size[1]
  const isFilled = words.indexOf('embed') === -1 && !/^(inside|outside|contain)$/.test(found.fit)
  const id = own.slice(slash + 1)
  const url = (/^https?%3A/i.test(id) ? decodeURIComponent(id) : id).replace(/^(https?:\/)(?!\/)/, '$1/')
  return askedFor(/^https?:/.test(url) ? url : '/' + url, width, height, isFilled, found.f || found.format)
}
