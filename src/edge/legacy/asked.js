// For all dialects.

/** What an old address asks for, as texts or numbers: a side that is none is open, and only two sides can be filled. */
function askedFor(source, width, height, isFilled, format) {
  const w = sideOf(width)
  const h = sideOf(height)
  return { source, width: w, height: h, cover: isFilled && w > 0 && h > 0, format: String(format || '').toLowerCase() }
}

function sideOf(side) {
  return side > 0 && side < 1e5 ? Math.ceil(side) : 0
}
