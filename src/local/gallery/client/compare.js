const section = document.querySelector('#compare')
const find = (id) => document.getElementById(`compare-${id}`)
let measuring = new AbortController()

/** The renditions of the chosen size. */
function renditions() {
  return [...document.querySelectorAll('[data-rendition]')]
    .map(({ dataset }) => dataset)
    .filter(({ size }) => size === find('size').value)
}

function chosen(side) {
  return renditions().find(({ rendition }) => rendition === find(side).value)
}

function chooseSize() {
  const all = renditions()
  const formats = all.map(({ format }) => format)
  for (const [side, index] of [
    ['left', 0],
    ['right', 1],
  ]) {
    const options = all.map(({ rendition, format }) => {
      const isOnly = formats.filter((other) => other === format).length === 1
      return new Option(isOnly ? format : `${format} (${rendition})`, rendition)
    })
    options[index].selected = true
    find(side).replaceChildren(...options)
  }
  show()
}

function show() {
  const [left, right] = [chosen('left'), chosen('right')]
  for (const [side, { src, width, height, format, bytes }] of [
    ['left', left],
    ['right', right],
  ]) {
    const image = find(`${side}-image`)
    image.width = width
    image.height = height
    if (image.getAttribute('src') !== src) image.src = src
    section.querySelector(`.tag.${side}`).textContent = `${format} ${kilobytes(bytes)}`
  }
  const stage = section.querySelector('.stage')
  stage.style.setProperty('--ratio', left.width / left.height)
  stage.style.setProperty('--pixels', `${left.width}px`)
  find('bytes').textContent = savingOf(left, right)
  move()
  void measure(left, right)
}

function savingOf(left, right) {
  const less = Number(left.bytes) - Number(right.bytes)
  if (less === 0) return `${left.format} and ${right.format} have as many bytes.`
  const [small, large] = less > 0 ? [right, left] : [left, right]
  const percent = Math.round((100 * Math.abs(less)) / Number(large.bytes))
  return `${small.format} saves ${kilobytes(Math.abs(less))} against ${large.format}: ${percent} % less.`
}

function kilobytes(bytes) {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toPrecision(bytes < 1e4 ? 2 : 3)} kB`.replace(/\.?e\+\d+/, '')
}

/** Asks for the similarity, debounced, so that nothing is asked for while somebody still goes through the choices. */
async function measure(left, right) {
  measuring.abort()
  measuring = new AbortController()
  const { signal } = measuring
  const output = find('similarity')
  output.textContent = 'Structural similarity: measuring…'
  try {
    await new Promise((resolve) => setTimeout(resolve, 300))
    if (signal.aborted) return
    const query = new URLSearchParams({ key: section.dataset.key, a: left.rendition, b: right.rendition })
    const response = await fetch(`/_gallery/similarity?${query}`, { headers: { 'Sizewright-Page': '1' }, signal })
    const { similarity, message } = await response.json()
    output.textContent = response.ok
      ? `Structural similarity: ${similarity.toFixed(3)} (1 is the same picture).`
      : `Structural similarity: ${message}.`
  } catch {
    if (!signal.aborted) output.textContent = 'Structural similarity: the service does not answer.'
  }
}

function move() {
  const at = find('at')
  section.style.setProperty('--at', `${at.value}%`)
  at.setAttribute('aria-valuetext', `${at.value} % ${chosen('left').format}, the rest ${chosen('right').format}`)
}

if (section) {
  section.hidden = false
  find('size').addEventListener('change', chooseSize)
  for (const side of ['left', 'right']) find(side).addEventListener('change', show)
  find('at').addEventListener('input', move)
  const largest = [...find('size').options].reduce((a, b) => (widthOf(b) > widthOf(a) ? b : a))
  largest.selected = true
  chooseSize()
}

function widthOf({ value }) {
  return Math.max(
    ...[...document.querySelectorAll(`[data-size="${CSS.escape(value)}"]`)].map((one) => one.dataset.width),
  )
}
