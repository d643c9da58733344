// Chooses the point that crops keep in sight, by a click or the arrow keys; the style sheet shows where it is.
const find = (id) => document.getElementById(`focus-${id}`)
const [panel, viewer, stage] = ['#focus', '.viewer', '#stage'].map((one) => document.querySelector(one))
const [open, pick, cross, status] = ['open', 'pick', 'cross', 'status'].map(find)
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
let point
let isSaved = false
let isStale = false // the picture has changed since the page was loaded

/** @param to shares of the picture, in per cent */
function set(...to) {
  point = to.map((share) => Math.round(Math.min(100, Math.max(0, share))))
  viewer.style.setProperty('--focus-x', `${point[0]}%`)
  viewer.style.setProperty('--focus-y', `${point[1]}%`)
  status.textContent = cross.ariaLabel = `${point[0]} % from the left, ${point[1]} % from the top`
}

function toggle(isOpen) {
  const previews = document.querySelectorAll('.preview')
  for (const one of [viewer, stage]) one.classList.toggle('focusing', isOpen)
  for (const one of [panel, pick, ...previews]) one.hidden = !isOpen
  for (const preview of previews) preview.src ||= preview.dataset.src
  stage.tabIndex = isOpen ? -1 : 0
  if (isOpen) set(...panel.dataset.at.split(' '))
  ;(isOpen ? cross : open).focus()
  if (isStale) location.reload()
}

/** Sends it on the condition that the file beside the picture is the one that this page has seen. */
async function send(method) {
  const { key, seen } = panel.dataset
  const condition = seen ? { 'If-Match': `"${seen}"` } : { 'If-None-Match': '*' }
  const query = new URLSearchParams({ key, at: point.map((share) => share / 100) })
  const headers = { 'Sizewright-Page': '1', ...condition }
  const answer = await fetch(`/_gallery/focus?${query}`, { method, headers })
    .then((response) => response.json())
    .catch(() => ({ message: 'the service does not answer' }))
  isSaved = !answer.message
  status.textContent = `${answer.message ?? 'Saved: the crops are being made'}.`
  if (isSaved && isStale) location.reload()
}

function press(event) {
  const { key, target, shiftKey } = event
  const step = target === cross && STEPS[key]
  if (key === 'Escape') toggle(false)
  if (!step) return
  event.preventDefault()
  set(...point.map((share, axis) => share + (shiftKey ? 10 : 1) * step[axis]))
}

document.addEventListener('changed', (event) => {
  if (panel.hidden || isSaved) return
  event.preventDefault() // the point that was chosen would be lost
  isStale = true
  status.textContent = 'This picture has changed meanwhile: cancel to see how it is now.'
})
open.addEventListener('click', () => toggle(true))
find('cancel').addEventListener('click', () => toggle(false))
find('save').addEventListener('click', () => void send('PUT'))
find('remove')?.addEventListener('click', () => void send('DELETE'))
viewer.addEventListener('keydown', (event) => panel.hidden || press(event))
pick.addEventListener('click', ({ x, y, detail }) => {
  const box = pick.getBoundingClientRect()
  if (detail) set((100 * (x - box.x)) / box.width, (100 * (y - box.y)) / box.height) // a key's click has no place
  cross.focus()
})
