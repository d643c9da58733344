// What stands between a signature and the picture in the addresses of thumbor, of imagor and of AWS's solution:
// https://thumbor.readthedocs.io/en/latest/usage.html, https://github.com/cshum/imagor#image-endpoint

/** More than there are kinds of them, twice. */
const MOST_OPTIONS = 20
const WORD = /^(trim(:.*)?|[a-z-]*fit-in|stretch|left|right|center|top|middle|bottom|smart|[\d.]+x[\d.]+:.*)$/
const SIZE = /^-?(\d*|orig)x-?(\d*|orig)$/

/** @param path begins with the first option; `null` where there is none, unless `isBare` */
function readOptions(path, isBare) {
  let rest = path
  let size = null
  let isFilled = true
  let format = ''
  let bucket = ''
  for (let count = 0; count < MOST_OPTIONS; count++) {
    const slash = rest.indexOf('/')
    if (slash === -1) break
    const word = rest.slice(0, slash)
    let end = slash
    if (/^filters(:|%3A)/i.test(word)) {
      end = rest.search(/(\)|%29)\//i)
      if (end === -1) break
      end = rest.indexOf('/', end)
      const named = /(?:format(?:\(|%28)|auto)(\w+)/i.exec(rest.slice(0, end))
      if (named) format = named[1]
    } else if (SIZE.test(word)) size = size || SIZE.exec(word)
    else if (word.slice(0, 3) === 's3:') bucket = word.slice(3)
    else if (WORD.test(word)) isFilled = isFilled && word.indexOf('fit-in') < 0
    else break
    rest = rest.slice(end + 1)
  }
  if (rest === path && !isBare) return null
  const url = /^https?%3A/i.test(rest) ? decodeURIComponent(rest) : rest
  const source = bucket ? 's3://' + bucket + '/' + url : /^https?:\/\//.test(url) ? url : '/' + url
  return askedFor(source, size && size[1], size && size[2], isFilled, format)
}
