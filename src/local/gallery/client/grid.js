// What makes the list smoother. It works without.
const root = document.documentElement
const FADE = 400
const isHere = ({ complete, naturalWidth }) => complete && naturalWidth > 0

/** Lets a picture be seen, and takes its placeholder from behind it when it is: it may have holes. */
function arrive(image, fade) {
  const { classList } = image.closest('.tile')
  classList.add('here')
  setTimeout(() => classList.add('whole'), fade)
}

// Only pictures that come from now on fade in. This hears of those that come into the page later, too: `load` does not
// bubble, but it can be caught on its way down.
for (const image of document.querySelectorAll('.tile img')) if (isHere(image)) arrive(image, 0)
root.classList.add('fades')
document.addEventListener('load', ({ target }) => target.matches?.('.tile img') && arrive(target, FADE), true)

// An address leaves out what is default, so that a page has one address.
const form = document.querySelector('.find')
form?.addEventListener('formdata', ({ formData }) => {
  if (!formData.get('q').trim()) formData.delete('q')
  if (formData.get('sort') === 'name') formData.delete('sort')
})
document.querySelector('#sort')?.addEventListener('change', () => {
  form.querySelector('[name=order]')?.remove() // another order begins at its own beginning
  form.requestSubmit()
})

// A panel closes as a menu does.
const panel = document.querySelector('.into')
document.addEventListener('click', ({ target }) => panel?.contains(target) || panel?.removeAttribute('open'))

/** Whether what has the focus uses the arrow keys itself. */
function usesArrows(element) {
  return element.matches(
    'input, select, textarea, video, audio, [contenteditable], [tabindex]:not(main), [role=slider]',
  )
}

document.addEventListener('keydown', (event) => {
  const { key, altKey, ctrlKey, metaKey, shiftKey, defaultPrevented, target } = event
  if (key === 'Escape' && panel?.open) {
    panel.open = false
    panel.querySelector('summary').focus()
  }
  const rel = { ArrowLeft: 'prev', ArrowRight: 'next' }[key]
  if (!rel || altKey || ctrlKey || metaKey || shiftKey || defaultPrevented || usesArrows(target)) return
  document.querySelector(`.pages [rel=${rel}]`)?.click()
})
