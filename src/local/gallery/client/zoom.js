// Enlarges the picture on a point, and moves it: the style sheet lays it out by its scale and what is in the middle.
const [stage, image, at] = ['#stage', '#compare-left-image', '#compare-at'].map((one) => document.querySelector(one))
const buttons = document.querySelectorAll('[data-zoom]')
const MOVES = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }
/** The last event of each finger. Events have the `x` and `y` of points. */
const pointers = new Map()
/** Pixels of the screen for one of the picture; 0 fits it. */
let scale = 0
let isSliding = false

const box = (one) => one.getBoundingClientRect()
const shown = () => box(image).width / parseFloat(stage.style.getPropertyValue('--pair-wide'))

function centre() {
  const { x, y, width, height } = box(stage)
  return { x: x + width / 2, y: y + height / 2 }
}

/** Draws the picture at a scale, with what was under one point of the window under another. */
function draw(to, from = centre(), point = from) {
  const [before, middle] = [box(image), centre()]
  scale = to
  stage.style.setProperty('--scale', to)
  stage.classList.toggle('zoomed', to > 0)
  stage.classList.toggle('pixels', to >= 2)
  const after = box(image)
  const share = (axis, length) =>
    (from[axis] - before[axis]) / before[length] + (middle[axis] - point[axis]) / after[length]
  stage.style.setProperty('--middle-x', share('x', 'width'))
  stage.style.setProperty('--middle-y', share('y', 'height'))
  for (const button of buttons) button.ariaPressed = Number(button.dataset.zoom) === to
}

function zoom(to, point) {
  const { width, height } = box(image)
  const room = Math.max(width / stage.clientWidth, height / stage.clientHeight) / shown()
  draw(to < 1 && to * room <= 1 ? 0 : Math.min(4, to), point)
  document.querySelector('#compare-status').textContent = `${Math.round(100 * shown())} %`
}

function slide({ x }) {
  const [room, picture] = [box(stage), box(image)]
  const left = Math.max(room.left, picture.left)
  at.value = (100 * (x - left)) / (Math.min(room.right, picture.right) - left)
  at.dispatchEvent(new Event('input'))
}

function down(event) {
  if (event.button || stage.matches('.focusing')) return
  pointers.set(event.pointerId, event)
  stage.setPointerCapture(event.pointerId)
  isSliding = !at.disabled && (!scale || event.target.matches('.line'))
  if (isSliding) slide(event)
}

function drag(event) {
  const was = pointers.get(event.pointerId)
  if (!was) return
  pointers.set(event.pointerId, event)
  const other = [...pointers.values()].find((one) => one !== event)
  const apart = ({ x, y }) => Math.hypot(x - other.x, y - other.y)
  if (other) zoom((shown() * apart(event)) / apart(was), other)
  else if (isSliding) slide(event)
  else if (scale) draw(scale, was, event)
}

const up = ({ pointerId }) => pointers.delete(pointerId)

function press(event) {
  const { key, target, ctrlKey, metaKey } = event
  const move = scale && MOVES[key]
  if (target !== stage || ctrlKey || metaKey || !(move || key === '+' || key === '-')) return
  event.preventDefault()
  const { x, y } = centre()
  if (move) draw(scale, { x, y }, { x: x + move[0], y: y + move[1] })
  else zoom(key === '-' ? scale / 2 : Math.max(1, 2 * scale))
}

function wheel(event) {
  if (!event.ctrlKey) return
  event.preventDefault()
  zoom(shown() * Math.exp(-event.deltaY / 300), event)
}

const acts = { pointerdown: down, pointermove: drag, pointerup: up, pointercancel: up, keydown: press, wheel }
for (const [name, act] of Object.entries(acts)) stage.addEventListener(name, act, { passive: false })
stage.addEventListener('dblclick', (event) => zoom(scale >= 2 ? 0 : shown() < 1 ? 1 : 2, event))
for (const button of buttons) button.addEventListener('click', () => zoom(Number(button.dataset.zoom)))
const before = Number(stage.style.getPropertyValue('--scale')) // from before a reload
stage.classList.toggle('zoomed', before)
draw(before)
