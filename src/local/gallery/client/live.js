// Shows what goes on without a reload, which would break off uploads and lose the reader's place.
const REFRESH_EVERY = 1500
const TRY_EVERY = 3000
const AGAIN_AFTER = 10_000
const SILENCE = 'The service does not answer'
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

/** Gives whether it is done: a picture that is gone has a page, too, but one that cannot be shown now leaves this as it is. */
async function refresh() {
  const since = Date.now()
  const response = await fetch(location.href)
  const text = (await response.text()).replaceAll(/(<\/?)style/g, '$1template') // whose nonce would not be this page's
  const fresh = new DOMParser().parseFromString(text, 'text/html')
  if ((!response.ok && response.status !== 404) || !fresh.body.dataset.version) return false
  if (fresh.body.dataset.state !== body.dataset.state) {
    body.dataset.version = fresh.body.dataset.version
    // Who is in the midst of something takes the event, and has the page loaded again when that is done.
    if (document.dispatchEvent(new Event('changed', { cancelable: true }))) location.reload()
    return true
  }
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
  judge(since)
  return true
}

let newest = ''
let isRefreshing = false

/** Has few fetches, one at a time: thousands of changes come while thousands are made. */
async function hear(version) {
  newest = String(version)
  if (isRefreshing) return
  isRefreshing = true
  let failed = null
  while (![body.dataset.version, failed].includes(newest) && !document.hidden) {
    const [asked, begun] = [newest, performance.now()]
    if (!(await refresh().catch(() => false))) failed = asked
    const rest = Math.max(REFRESH_EVERY, 2 * (performance.now() - begun))
    await new Promise((resolve) => setTimeout(resolve, rest))
  }
  isRefreshing = false
  if (newest === failed) askIn(AGAIN_AFTER)
}

const [line, bar, said] = document.querySelector('#live').children

let last = null // what the stream told last, where this page has it
let leave = null
let asking = 0

/** Is for when the stream tells nothing: it has no place for this page, or nobody is there. */
async function ask() {
  asking = 0
  const answer = await fetch('/_gallery/version').catch(() => null)
  if (!answer?.ok) return spread(JSON.stringify({ doing: SILENCE, told: SILENCE }))
  if (line.textContent === SILENCE) spread('{}')
  void hear(await answer.text())
}

function askIn(ms) {
  asking ||= setTimeout(ask, ms)
}

function show(data) {
  const { version, doing = '', told = '', done = 0, all } = JSON.parse(data)
  line.textContent = doing
  bar.hidden = !all
  bar.max = all || 1
  bar.value = done
  if (said.textContent !== told) said.textContent = told
  if (version) void hear(version)
}

const others = new BroadcastChannel('sizewright')
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is one origin's
const tell = (data) => others.postMessage(data)
others.addEventListener('message', ({ data }) => {
  if (data) show(data)
  else if (last) tell(last) // somebody came
})

function spread(data) {
  last &&= data
  show(data)
  tell(data)
}

/** Opens the stream, and gives a promise that holds until its end. */
function open(signal) {
  return new Promise((resolve) => {
    const stream = new EventSource('/_gallery/events')
    const end = () => {
      stream.close()
      last = null
      resolve()
    }
    stream.addEventListener('state', ({ data }) => {
      clearTimeout(asking)
      asking = 0
      last = data
      spread(data)
    })
    stream.addEventListener('error', () => {
      askIn(TRY_EVERY)
      if (stream.readyState !== EventSource.CLOSED) return // the browser tries again by itself
      end()
      leave = null
      setTimeout(listen, TRY_EVERY)
    })
    signal.addEventListener('abort', end)
  })
}

/**
 * Listens while the page is seen. One page of a browser does so and tells the others: it has six connections to a host, for
 * all its pages. Locks are for pages of this machine and of https, so elsewhere each page listens for itself.
 */
function listen() {
  if (document.hidden || leave) return
  leave = new AbortController()
  const { signal } = leave
  const work = () => open(signal)
  if (navigator.locks) navigator.locks.request('sizewright', { signal }, work).catch(() => {}) // it was left
  else void work()
  tell(null)
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) return listen()
  leave?.abort()
  leave = null
})
listen()

let tried = {}
try {
  tried = sessionStorage // for a picture's page is loaded again meanwhile
} catch {} // it is blocked

/** Says which pictures have failed again: those that are still shown as failed, and were tried again before that was asked for. */
function judge(since) {
  for (const button of document.querySelectorAll('[data-retry]')) {
    const at = Number(tried[`retry ${button.dataset.retry}`])
    if (!(at < since)) continue
    button.disabled = false
    button.textContent = 'Retry'
    const time = new Date(at).toLocaleTimeString([], { timeStyle: 'short' })
    button.nextElementSibling.textContent = `Tried again at ${time}: it failed again.`
  }
}

judge(performance.timeOrigin)

async function retry(button) {
  const at = Date.now()
  button.disabled = true
  button.textContent = 'Trying again…'
  const url = `/_gallery/retry?key=${encodeURIComponent(button.dataset.retry)}`
  const { message } = await fetch(url, { method: 'POST', headers: { 'Sizewright-Page': '1' } })
    .then((answer) => answer.json())
    .catch(() => ({ message: 'the service does not answer' }))
  if (!message) {
    tried[`retry ${button.dataset.retry}`] = at
    return // what comes of it is shown as every change is
  }
  button.disabled = false
  button.textContent = `Retry (${message})`
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-retry]')
  if (button) void retry(button)
})
