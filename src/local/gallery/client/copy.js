const status = document.querySelector('#copy-status')

/** Copies a text. Browsers have a clipboard only on secure origins; elsewhere an element is selected, which has the text. */
async function copy(element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent)
  getSelection().selectAllChildren(element)
  if (!document.execCommand('copy')) throw new Error()
}

async function copyFor(button, title) {
  const element = document.getElementById(button.dataset.copy)
  const done = await copy(element).then(
    () => 'Copied',
    () => 'Selected: copy it',
  )
  status.textContent = `${button.ariaLabel}: ${done}`
  const show = (isDone) => {
    button.classList.toggle('done', isDone)
    if (title) button.textContent = isDone ? done : title
  }
  show(true)
  setTimeout(show, 2000, false)
}

for (const button of document.querySelectorAll('[data-copy]')) {
  const title = button.textContent.trim()
  button.addEventListener('click', () => void copyFor(button, title))
}
