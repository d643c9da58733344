// Lays two renditions over each other, and tells them apart in bytes and in likeness.
const stage = document.querySelector('#stage')
const find = (id) => document.getElementById(`compare-${id}`)
const place = `compare ${location.search}`
const sides = ['left', 'right']
const [at, difference] = ['at', 'difference'].map(find)
let measuring = new AbortController()

const chosen = (side) => find(side).selectedOptions[0].dataset

function show() {
  const [left, right] = sides.map(chosen)
  const larger = left.width * left.height < right.width * right.height ? right : left
  const isAlike = left.shape === right.shape
  for (const side of sides) {
    const { src, format, told } = chosen(side)
    const image = find(`${side}-image`)
    if (image.getAttribute('src') !== src) image.src = src
    find(`${side}-tag`).textContent = `${format} ${told}`
  }
  stage.style.setProperty('--pair-ratio', larger.width / larger.height)
  stage.style.setProperty('--pair-wide', `${larger.width}px`)
  stage.classList.toggle('unlike', !isAlike)
  difference.disabled = !isAlike
  if (!isAlike) press(false)
  find('bytes').textContent = savingOf(left, right)
  move()
  void measure(left.width === right.width && left.height === right.height)
}

function savingOf(...both) {
  const names = both.map(({ size, format }) => (both[0].size === both[1].size ? format : `${size} ${format}`))
  const less = both[0].bytes - both[1].bytes
  if (!less) return `${names.join(' and ')} have as many bytes.`
  const saved = Math.abs(less)
  const text = saved < 1000 ? `${saved} B` : `${Number((saved / 1000).toPrecision(saved < 1e4 ? 2 : 3))} kB`
  const [small, large] = less > 0 ? names.toReversed() : names
  const percent = Math.round((100 * saved) / both[less > 0 ? 0 : 1].bytes)
  return `${small} saves ${text} against ${large}: ${percent} % less.`
}

/** Asks for the similarity, debounced, so that nothing is asked for while somebody still goes through the choices. */
async function measure(canBe) {
  measuring.abort()
  measuring = new AbortController()
  const { signal } = measuring
  const say = (text) => (find('similarity').textContent = `Structural similarity: ${text}.`)
  say(canBe ? 'measuring…' : 'told of two that have the same pixels')
  if (!canBe) return
  try {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const [a, b] = sides.map((side) => find(side).value)
    const query = new URLSearchParams({ key: stage.dataset.key, a, b })
    const response = await fetch(`/_gallery/similarity?${query}`, { headers: { 'Sizewright-Page': '1' }, signal })
    const { similarity, message } = await response.json()
    say(response.ok ? `${similarity.toFixed(3)} (1 is the same picture)` : message)
  } catch {
    if (!signal.aborted) say('the service does not answer')
  }
}

function move() {
  stage.style.setProperty('--at', at.value)
  at.ariaValueText = `${at.value} % ${chosen('left').format}, the rest ${chosen('right').format}`
}

/** Shows where the two differ, or the slider again. */
function press(isPressed) {
  stage.classList.toggle('difference', isPressed)
  difference.ariaPressed = at.disabled = isPressed
}

try {
  // The page is reloaded when the picture has changed, and is to look as before.
  const { values, isPressed, style } = JSON.parse(sessionStorage.getItem(place))
  for (const side of sides) {
    find(side).value = values.shift()
    if (find(side).selectedIndex < 0) find(side).selectedIndex = 0 // it is gone
  }
  at.value = values
  stage.style.cssText = style
  press(isPressed)
} catch {} // nothing is kept, or storage is blocked

addEventListener('pagehide', () => {
  const values = [...sides, 'at'].map((id) => find(id).value)
  sessionStorage.setItem(place, JSON.stringify({ values, isPressed: at.disabled, style: stage.style.cssText }))
})
for (const side of sides) find(side).addEventListener('change', show)
at.addEventListener('input', move)
difference.addEventListener('click', () => press(!at.disabled))
show()
