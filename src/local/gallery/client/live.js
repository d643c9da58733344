// Shows what goes on without a reload, which would break off uploads and lose the reader's place. It also has broken
// originals tried again: what comes of that is a change like any other.
const REFRESH_EVERY = 1500
const ASK_EVERY = 3000
const LISTEN_AGAIN = 10_000
const SAY_EVERY = 30_000
const { body } = document

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
  const response = await fetch(location.href)
  const { page: fresh, rules } = parse(await response.text())
  if (!response.ok || fresh.body.dataset.version === undefined) return
  if (fresh.body.dataset.state !== body.dataset.state) location.reload()
  const style = document.getElementById('page-style')
  if (style && rules && style.textContent !== rules) style.textContent = rules // before what they are for
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
  for (const id of ['failures', 'empty', 'counted']) {
    const here = document.getElementById(id)
    if (here) here.hidden = fresh.getElementById(id)?.hidden ?? true
  }
  body.dataset.version = fresh.body.dataset.version
}

let newest = body.dataset.version
let isRefreshing = false

/** Has one fetch at a time, and few of them: thousands of changes come while thousands are made. */
async function keepUp() {
  if (isRefreshing) return
  isRefreshing = true
  while (newest !== body.dataset.version && !document.hidden) {
    const begun = performance.now()
    await refresh().catch(() => {}) // the service is away for a moment
    const rest = Math.max(REFRESH_EVERY, 2 * (performance.now() - begun))
    await new Promise((resolve) => setTimeout(resolve, rest))
  }
  isRefreshing = false
}

const place = document.querySelector('#live')
place.innerHTML = `<p aria-hidden="true"></p>
  <progress aria-label="Pictures being made" hidden></progress>
  <span class="unseen" role="status"></span>`
const [line, bar, said] = place.children // the line's numbers change twice a second: it is not read out

let made = 0
let left = 0
let saidAt = 0

/** Tells those who do not see the line: at the beginning, in the end, and now and then. */
function say(text, isDue) {
  if (!isDue && performance.now() - saidAt < SAY_EVERY) return
  saidAt = performance.now()
  said.textContent = text
}

const words = (count) => count.toLocaleString('en')

/** Shows how far the work is, counted from when there was nothing to do. */
function showProgress({ waiting, running, retrying, catchingUp }) {
  const before = left
  left = catchingUp ? catchingUp.all - catchingUp.done : waiting + running
  made = catchingUp ? catchingUp.done : left && made + Math.max(0, before - left)
  const making = left ? `Making ${words(made)} of ${words(made + left)}` : ''
  const again = retrying ? `${words(retrying)} to be tried again` : ''
  line.textContent = [making, again].filter(Boolean).join(', ')
  bar.hidden = !left
  bar.max = made + left || 1
  bar.value = made
  if (left) say(making, !before)
  else if (before) say('All pictures are made', true)
}

let stream = null
let asking = 0

function hear(version) {
  newest = version
  void keepUp()
}

async function ask() {
  const answer = await fetch('/_gallery/version').catch(() => null)
  if (answer?.ok) hear(await answer.text())
}

function stopAsking() {
  clearInterval(asking)
  asking = 0
}

/** Listens while the page is seen: a browser has six connections to a host, for all its pages together. */
function listen() {
  if (document.hidden || stream) return
  stream = new EventSource('/_gallery/events')
  stream.addEventListener('state', ({ data }) => {
    stopAsking()
    const state = JSON.parse(data)
    showProgress(state)
    hear(String(state.version))
  })
  stream.addEventListener('error', ({ target }) => {
    asking ||= setInterval(ask, ASK_EVERY)
    if (target.readyState !== EventSource.CLOSED) return // the browser tries again by itself
    stream = null
    setTimeout(listen, LISTEN_AGAIN)
  })
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) return listen()
  stream?.close()
  stream = null
  stopAsking()
})
listen()

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
