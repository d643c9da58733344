// Shows what goes on without a reload, which would break off uploads and lose the reader's place.
const REFRESH_EVERY = 1500
const TRY_EVERY = 3000
const { body } = document

/** Brings a list up to date. What is the same stays, with its focus. */
function patch(list, fresh) {
  const nameOf = ({ dataset: { key, state } }) => `${state} ${key}`
  const old = [...list.children]
  const kept = old.filter((item) => !item.querySelector('[data-retry][disabled]'))
  const known = new Map(kept.map((item) => [nameOf(item), item]))
  const items = Array.from(fresh.children, (item) => known.get(nameOf(item)) ?? item)
  for (const item of old) if (!items.includes(item)) item.remove()
  for (const [index, item] of items.entries()) {
    const there = list.children[index]
    if (item !== there) list.insertBefore(item, there ?? null)
  }
}

async function refresh() {
  const response = await fetch(location.href)
  const text = (await response.text()).replaceAll(/(<\/?)style/g, '$1template') // whose nonce would not be this page's
  const fresh = new DOMParser().parseFromString(text, 'text/html')
  if (!response.ok || !fresh.body.dataset.version) return
  if (fresh.body.dataset.state !== body.dataset.state) location.reload()
  const [style, rules] = [document, fresh].map((page) => page.getElementById('page-style'))
  if (rules) style.textContent = rules.content.textContent
  const each = (kind, act) => {
    for (const here of document.querySelectorAll(`[data-${kind}]`)) {
      const other = fresh.querySelector(`[data-${kind}="${here.dataset[kind]}"]`)
      if (other) act(here, other)
    }
  }
  each('live', patch)
  each('part', (part, other) => {
    const isInUse = part.contains(document.activeElement)
    if (!isInUse && part.innerHTML !== other.innerHTML) part.replaceChildren(...other.childNodes)
  })
  each('shown', (part, { hidden }) => (part.hidden = hidden))
  body.dataset.version = fresh.body.dataset.version
}

let newest = ''
let isRefreshing = false

/** Has few fetches, one at a time: thousands of changes come while thousands are made. */
async function hear(version) {
  newest = String(version)
  if (isRefreshing) return
  isRefreshing = true
  while (newest !== body.dataset.version && !document.hidden) {
    const begun = performance.now()
    await refresh().catch(() => {}) // it is away
    const rest = Math.max(REFRESH_EVERY, 2 * (performance.now() - begun))
    await new Promise((resolve) => setTimeout(resolve, rest))
  }
  isRefreshing = false
}

const [line, bar, said] = document.querySelector('#live').children

let stream = null

async function ask() {
  const answer = await fetch('/_gallery/version').catch(() => null)
  if (answer?.ok) void hear(await answer.text())
}

/** Listens while the page is seen: a browser has six connections to a host, for all its pages. */
function listen() {
  if (document.hidden || stream) return
  stream = new EventSource('/_gallery/events')
  stream.addEventListener('state', ({ data }) => {
    const { version, doing, told, done, all } = JSON.parse(data)
    line.textContent = doing
    bar.hidden = !all
    bar.max = all || 1
    bar.value = done
    if (said.textContent !== told) said.textContent = told
    void hear(version)
  })
  stream.addEventListener('error', ({ target }) => {
    if (target.readyState !== EventSource.CLOSED) return // the browser tries again by itself
    stream = null
    setTimeout(listen, TRY_EVERY)
    void ask()
  })
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) return listen()
  stream?.close()
  stream = null
})
listen()

async function retry(button) {
  button.disabled = true
  button.textContent = 'Trying again…'
  const url = `/_gallery/retry?key=${encodeURIComponent(button.dataset.retry)}`
  const { message } = await fetch(url, { method: 'POST', headers: { 'Sizewright-Page': '1' } })
    .then((answer) => answer.json())
    .catch(() => ({ message: 'the service does not answer' }))
  if (!message) return // what comes of it is shown as every change is
  button.disabled = false
  button.textContent = `Retry (${message})`
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-retry]')
  if (button) void retry(button)
})
