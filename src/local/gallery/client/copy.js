const status = document.querySelector('#copy-status')

function select(element) {
  const range = document.createRange()
  range.selectNodeContents(element)
  const selection = getSelection()
  selection.removeAllRanges()
  selection.addRange(range)
}

/** Copies a text. Browsers have a clipboard only on secure origins; elsewhere the text is selected. */
async function copy(element) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(element.textContent)
    return 'Copied'
  }
  select(element)
  return document.execCommand('copy') ? 'Copied' : 'Selected: copy it'
}

async function copyFor(button, title) {
  const element = document.getElementById(button.dataset.copy)
  const done = await copy(element).catch(() => {
    select(element)
    return 'Selected: copy it'
  })
  button.textContent = done
  status.textContent = `${button.getAttribute('aria-label')}: ${done}`
  setTimeout(() => (button.textContent = title), 2000)
}

for (const button of document.querySelectorAll('[data-copy]')) {
  const title = button.textContent
  button.addEventListener('click', () => void copyFor(button, title))
}
