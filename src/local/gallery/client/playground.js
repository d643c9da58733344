// Has a size made that is in no configuration, each time that something is changed: debounced, and the last one only.
const section = document.querySelector('#playground')
const form = document.querySelector('#trial-form')
const find = (id) => document.getElementById(`trial-${id}`)
const place = `playground ${location.search}`
let asking = new AbortController()

/** Shows the fields alone that have a use with what is chosen. */
function fit(changed) {
  const { fit, format, watermark, quality } = form.elements
  if (changed === null || changed === format) quality.value = format.selectedOptions[0].dataset.quality
  const isText = watermark.value === 'text'
  const used = { position: fit.value === 'cover', quality: quality.value !== '' || changed === quality }
  for (const name of ['text', 'gravity', 'opacity']) used[name] = isText
  for (const [name, isUsed] of Object.entries(used)) {
    form.querySelector(`[data-field="${name}"]`).hidden = !isUsed
    form.elements[name].disabled = !isUsed
  }
}

function say(text, isBad = false) {
  find('told').textContent = text
  find('told').classList.toggle('refusal', isBad)
}

const pause = (ms, signal) =>
  new Promise((resolve, reject) => {
    setTimeout(resolve, ms)
    signal.addEventListener('abort', reject, { once: true })
  })

/** Asks again as long as the service says that it has more important work. */
async function ask(signal) {
  for (;;) {
    const response = await fetch(`/_gallery/playground?${new URLSearchParams(new FormData(form))}`, {
      headers: { 'Sizewright-Page': '1' },
      signal,
    })
    const answer = await response.json()
    if (response.ok) return answer
    if (response.status !== 503) throw new Error(answer.message)
    say('Waits until the pictures are made that others wait for…')
    await pause(1000 * (Number(response.headers.get('retry-after')) || 1), signal)
  }
}

async function tryOut() {
  asking.abort()
  asking = new AbortController()
  const { signal } = asking
  section.ariaBusy = 'true'
  try {
    await pause(300, signal)
    say('Being made…')
    const { image, width, height, told, lines } = await ask(signal)
    Object.assign(find('image'), { src: image, width, height, hidden: false })
    find('lines').textContent = lines
    say(told)
  } catch (fault) {
    if (signal.aborted) return
    say(fault instanceof TypeError ? 'The service does not answer.' : `${fault.message}.`, true)
  }
  section.ariaBusy = 'false'
}

if (section) {
  section.hidden = false
  try {
    // The page is reloaded when the picture has changed, and is to look as before.
    const { isOpen, values, focused } = JSON.parse(sessionStorage.getItem(place))
    for (const [index, field] of [...form.elements].entries()) {
      field.value = values[index]
      if (field.selectedIndex < 0) field.selectedIndex = 0 // it is gone
    }
    fit()
    section.open = isOpen
    if (isOpen) document.getElementById(focused)?.focus({ preventScroll: true })
  } catch {
    fit(null) // nothing is kept, or storage is blocked
  }
  addEventListener('pagehide', () => {
    const values = Array.from(form.elements, ({ value }) => value)
    const kept = { isOpen: section.open, values, focused: document.activeElement.id }
    sessionStorage.setItem(place, JSON.stringify(kept))
  })
  form.addEventListener('input', ({ target }) => {
    fit(target)
    void tryOut()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void tryOut()
  })
  section.addEventListener('toggle', () => section.open && find('image').hidden && void tryOut())
}
