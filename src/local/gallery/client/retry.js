async function retry(button) {
  button.disabled = true
  button.textContent = 'Trying again…'
  const url = `/_gallery/retry?key=${encodeURIComponent(button.dataset.retry)}`
  const response = await fetch(url, { method: 'POST', headers: { 'Sizewright-Page': '1' } }).catch(() => null)
  if (response?.ok) return // what comes of it is shown as every change is
  const { message } = (await response?.json().catch(() => null)) ?? { message: 'the service does not answer' }
  button.disabled = false
  button.textContent = `Retry (${message})`
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-retry]')
  if (button) void retry(button)
})
