import { raw } from 'hono/html'

export const style = raw(`
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --bad: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.02em; }
h2 { margin: 0.5rem 0 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0.25rem 0; }
.items { list-style: none; margin: 0; padding: 0; display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
.items > li { min-width: 0; border: 1px solid var(--line); border-radius: 0.6rem; padding: 0.75rem; }
figure { margin: 0; }
img { display: block; width: 100%; height: 14rem; object-fit: contain; border-radius: 0.4rem; background: repeating-conic-gradient(#8883 0 25%, transparent 0 50%) 0 0 / 1rem 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.25rem 0.6rem 0.25rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: normal; }
thead th { font-weight: 600; }
td:last-child { text-align: right; }
summary { cursor: pointer; padding: 0.35rem 0; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
.refusal, .failures h2, .failures strong { color: var(--bad); }
.next { display: inline-block; margin-top: 1.5rem; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 0.4rem; }
output { font-weight: 600; }
`)

// The format that came is known by its size: the table beside the picture has the bytes of every rendition.
export const script = raw(`
for (const figure of document.querySelectorAll('figure')) {
  const image = figure.querySelector('img')
  const output = figure.querySelector('output')
  const tell = () => {
    const entry = performance.getEntriesByName(image.currentSrc).at(-1)
    const row = entry && figure.querySelector('tr[data-bytes="' + entry.encodedBodySize + '"]')
    output.textContent = row ? row.dataset.format + ', ' + row.cells[3].textContent : 'the picture above'
  }
  if (image.complete) tell()
  else image.addEventListener('load', tell)
}
const version = document.body.dataset.version
setInterval(async () => {
  if (document.hidden) return
  const response = await fetch('/_gallery/version').catch(() => null)
  if (response?.ok && (await response.text()) !== version) location.reload()
}, 1500)
`)
