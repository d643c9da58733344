// Tells which format the browser got, as the browser itself says it.
const NAMES = { 'image/webp': 'WebP', 'image/svg+xml': 'SVG' }

function tell(figure) {
  const image = figure?.querySelector('img')
  const output = figure?.querySelector('output')
  if (!output || !image.complete) return
  const { contentType } = performance.getEntriesByName(image.currentSrc).at(-1) ?? {}
  const name = NAMES[contentType] ?? contentType?.replace('image/', '').toUpperCase()
  output.textContent = name ? name : 'the picture above'
}

// This hears of pictures that come into the page later, too: `load` does not bubble, but it can be caught on its way down.
document.addEventListener('load', ({ target }) => tell(target.closest?.('figure')), true)
for (const figure of document.querySelectorAll('figure')) tell(figure)
