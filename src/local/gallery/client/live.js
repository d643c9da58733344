// Shows what has changed without a reload, which would break off uploads and lose the reader's place. It also has broken
// originals tried again: what comes of that is a change like any other.
const LOOK_EVERY = 1500
let isLooking = false

/** Brings a list up to date. What is the same stays in the page, so that it keeps its focus and stays open. */
function patch(list, fresh) {
  const known = new Map([...list.children].map((item) => [item.dataset.key, item]))
  let at = list.firstElementChild
  for (const item of Array.from(fresh.children)) {
    const same = known.get(item.dataset.key)
    const isKept = same?.dataset.state === item.dataset.state && !same.querySelector('[data-retry][disabled]')
    known.delete(item.dataset.key)
    if (isKept && same === at) {
      at = at.nextElementSibling
      continue
    }
    if (same && same === at) at = at.nextElementSibling
    if (same && !isKept) same.remove()
    list.insertBefore(isKept ? same : item, at)
  }
  for (const gone of known.values()) gone.remove()
}

/**
 * Reads a newer page. Its rules are taken as text, since the policy of this page knows no style with another nonce and
 * says so.
 */
function parse(text) {
  const rules = /<style [^>]*id="page-style">([^<]*)<\/style>/.exec(text)
  const page = new DOMParser().parseFromString(rules ? text.replace(rules[0], '') : text, 'text/html')
  return { page, rules: rules?.[1] }
}

async function refresh() {
  const version = await fetch('/_gallery/version')
  if (!version.ok || (await version.text()) === document.body.dataset.version) return
  const response = await fetch(location.href)
  const { page: fresh, rules } = parse(await response.text())
  if (!response.ok || fresh.body.dataset.version === undefined) return
  if (fresh.body.dataset.state !== document.body.dataset.state) location.reload()
  const style = document.getElementById('page-style')
  if (style && rules && style.textContent !== rules) style.textContent = rules // before what they are for
  for (const list of document.querySelectorAll('[data-live]')) {
    const other = fresh.querySelector(`[data-live="${list.dataset.live}"]`)
    if (other) patch(list, other)
  }
  for (const id of ['failures', 'empty', 'counted']) {
    const here = document.getElementById(id)
    if (here) here.hidden = fresh.getElementById(id)?.hidden ?? true
  }
  for (const part of document.querySelectorAll('[data-part]')) {
    const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`)
    const isInUse = part.contains(document.activeElement)
    if (other && !isInUse && part.innerHTML !== other.innerHTML) part.replaceChildren(...other.childNodes)
  }
  document.body.dataset.version = fresh.body.dataset.version
}

setInterval(() => {
  if (document.hidden || isLooking) return
  isLooking = true
  void refresh()
    .catch(() => {}) // the service is away for a moment
    .finally(() => (isLooking = false))
}, LOOK_EVERY)

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
