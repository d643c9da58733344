// Tells which format the browser got. It is known by its size: the table beside the picture has the bytes of every rendition.
function tell(figure) {
  const image = figure?.querySelector('img')
  const output = figure?.querySelector('output')
  if (!output || !image.complete) return
  const entry = performance.getEntriesByName(image.currentSrc).at(-1)
  const row = entry && figure.querySelector(`tr[data-bytes="${entry.encodedBodySize}"]`)
  output.textContent = row ? `${row.dataset.format}, ${row.cells[3].textContent}` : 'the picture above'
}

// This hears of pictures that come into the page later, too: `load` does not bubble, but it can be caught on its way down.
document.addEventListener('load', ({ target }) => tell(target.closest?.('figure')), true)
for (const figure of document.querySelectorAll('figure')) tell(figure)
