// Sends pictures, and shows of each what becomes of it: one that has arrived may still fail.
const ROWS = 50
const MOST_DROPPED = 10_000
// What the sum calls them. Where there is no room for all, the first ones stay.
const PHASES = {
  open: 'to decide',
  bad: 'failed',
  note: '',
  unsent: '',
  making: 'being made',
  good: 'ready',
}
const ids = ['', 's', '-status', '-folder', '-files', '-total', '-progress', '-cancel', '-row']
const [upload, list, status, folder, input, total, bar, cancel, template] = ids.map((id) =>
  document.getElementById(`upload${id}`),
)
let jobs = []
const queue = []
const made = []
let running = 0
let drawing = 0

function drawRow(job) {
  const { key, phase, text, share, page, choices } = job
  job.row ??= template.content.firstElementChild.cloneNode(true)
  const [title, progress, message, link, actions] = job.row.children
  job.row.className = phase
  title.textContent = key
  progress.hidden = phase !== 'unsent'
  progress.value = share
  progress.ariaLabel = `Upload of ${key}`
  message.textContent = text
  link.hidden = !page
  link.href = page
  const buttons = Object.entries(choices).map(([textContent, onclick]) =>
    Object.assign(document.createElement('button'), { textContent, onclick, ariaLabel: `${textContent}: ${key}` }),
  )
  actions.replaceChildren(...buttons)
  job.isStale = false
}

function draw() {
  drawing = 0
  const phases = Object.groupBy(jobs, ({ phase }) => phase)
  const count = (phase) => phases[phase]?.length ?? 0
  const all = Object.keys(PHASES).flatMap((phase) => phases[phase] ?? [])
  const shown = new Set(all.slice(0, ROWS))
  for (const job of jobs) {
    if (shown.has(job) && job.isStale) drawRow(job)
    if (!shown.has(job)) job.row?.remove()
    else if (!job.row.isConnected) list.append(job.row)
  }
  bar.max = jobs.length - count('note') || 1
  bar.value = bar.max - count('unsent')
  bar.hidden = cancel.hidden = bar.value === bar.max
  const parts = Object.entries(PHASES).map(([phase, what]) => what && count(phase) && `${count(phase)} ${what}`)
  if (!bar.hidden) parts.unshift(`${bar.value} of ${bar.max} sent`)
  total.textContent = `Uploads: ${parts.filter(Boolean).join(', ')}`
  if (bar.hidden && !count('making')) status.textContent = total.textContent // not each of many is read out
}

function change(job, changes) {
  Object.assign(job, { page: '', choices: {}, isStale: true }, changes)
  drawing ||= setTimeout(draw, 100)
}

function add(job) {
  jobs.push(job)
  change(job, { share: 0 })
}

function remove(gone) {
  for (const job of gone) {
    job.phase = 'gone'
    job.row?.remove()
    job.request?.abort()
  }
  jobs = jobs.filter(({ phase }) => phase !== 'gone')
  draw()
}

function enqueue(job, changes) {
  change(job, { phase: 'unsent', text: 'Waiting', share: 0, ...changes })
  queue.push(job)
  if (running < 2) void work()
}

async function work() {
  running += 1
  while (queue.length > 0) await send(queue.shift())
  running -= 1
}

/** `fetch` does not say how far an upload is. */
function put(job) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    job.request = request
    request.open('PUT', `/_gallery/originals?key=${encodeURIComponent(job.key)}`)
    request.setRequestHeader('Sizewright-Page', '1')
    if (job.replaces) request.setRequestHeader('If-Match', `"${job.replaces}"`)
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total: size }) => change(job, { share: loaded / size || 0 }))
    request.addEventListener('loadend', () => resolve({ code: request.status, ...request.response }))
    request.send(job.file)
  })
}

/** Waits until the service answers, and gives whether it had to. */
async function wait(job) {
  for (let isLate = false; job.phase !== 'gone'; isLate = true) {
    if ((await fetch('/_gallery/version').catch(() => null))?.ok) return isLate
    change(job, { text: 'The service does not answer: this is sent when it does' })
    await new Promise((resolve) => setTimeout(resolve, 3000))
  }
  return false
}

async function send(job) {
  if (job.phase === 'gone') return
  const { limit } = upload.dataset
  const { size } = job.file
  if (size > limit) return change(job, { phase: 'bad', text: `It has ${size} bytes, and ${limit} are allowed.` })
  change(job, { text: 'Being sent' })
  const answer = await put(job)
  const { code, key = job.key, note, page, etag, free } = answer
  if ([0, 502, 504].includes(code) && (await wait(job))) return send(job) // so a proxy says that nobody is there
  if (job.phase === 'gone') return
  const text = answer.message ?? 'The connection broke: is the service running?'
  const again = (changes) => () => enqueue(job, changes)
  const choices = {}
  if (code === 201) {
    const as = note ? `Stored as ${key}: ${note}. ` : job.replaces ? 'Replaced. ' : ''
    change(job, { key, phase: 'making', as, text: `${as}Uploaded, being made`, made: page, file: null })
    if (made.push(job) === 1) setTimeout(ask, 500)
  } else if (code === 409) {
    if (etag) choices.Replace = again({ key, replaces: etag })
    if (free) choices['Keep both'] = again({ key: free, replaces: null })
    choices.Skip = () => remove([job])
    change(job, { key, phase: 'open', text: `${text}.`, choices })
  } else {
    if (code === 0 || code >= 500) choices['Try again'] = again()
    change(job, { phase: 'bad', text, choices })
  }
}

/** Asks what became of what has arrived: of a few at once, until all is known. */
async function ask() {
  const asked = made.splice(0, 4)
  const query = new URLSearchParams(asked.map(({ key }) => ['key', key]))
  const states = await fetch(`/_gallery/state?${query}`)
    .then((answer) => answer.json())
    .catch(() => [])
  for (const [index, job] of asked.entries()) {
    const { state = 'making', text } = states[index] ?? {}
    if (state === 'making') made.push(job)
    else change(job, { phase: state === 'ready' ? 'good' : 'bad', text: job.as + text, page: job.made })
  }
  if (made.length > 0) setTimeout(ask, 500)
}

cancel.addEventListener('click', () => remove(jobs.filter(({ phase }) => phase === 'unsent')))

function take(file, path = file.name) {
  const key = `${folder.value.trim()}/${path}`.split('/').filter(Boolean).join('/')
  const job = { key, file }
  add(job)
  enqueue(job)
}

/** Gives what is in a folder, in any depth. */
async function* filesIn(directory) {
  const reader = directory.createReader()
  for (;;) {
    const entries = await new Promise((...done) => reader.readEntries(...done))
    if (entries.length === 0) return
    for (const entry of entries) {
      if (entry.isDirectory) yield* filesIn(entry)
      else yield [await new Promise((...done) => entry.file(...done)), entry.fullPath]
    }
  }
}

/** Passes over what is not named as a picture is: who drops that by itself hears what is wrong with it. */
async function takeFolder(directory) {
  const say = (phase, text) => add({ key: `${directory.name}/`, phase, text })
  let [seen, others] = [0, 0]
  try {
    for await (const [file, path] of filesIn(directory)) {
      if (seen === MOST_DROPPED) {
        say('bad', `Only its first ${seen} files were taken: drop its folders one by one.`)
        break
      }
      seen += 1
      if (/^image\/|^[^.].*\.(avif|hei[cf]|svg|tiff?)$/i.test(file.type || file.name)) take(file, path)
      else others += 1
    }
  } catch {
    say('bad', 'It could not be read to its end.')
  }
  if (others) say('note', `${others} files that are no pictures were left out.`)
}

input.addEventListener('change', () => {
  for (const file of input.files) take(file)
  input.value = '' // else it could not be chosen again
})

function over(event, isOver) {
  if (!event.dataTransfer?.types.includes('Files')) return false
  event.preventDefault()
  document.body.classList.toggle('dropping', isOver)
  return true
}

document.addEventListener('dragover', (event) => over(event, true))
document.addEventListener('dragleave', (event) => event.relatedTarget ?? over(event, false))
document.addEventListener('drop', (event) => {
  if (!over(event, false)) return
  for (const item of event.dataTransfer.items) {
    const entry = item.webkitGetAsEntry?.()
    const file = item.getAsFile()
    if (entry?.isDirectory) void takeFolder(entry)
    else if (file) take(file)
  }
})

addEventListener('beforeunload', (event) => {
  if (running > 0) event.preventDefault()
})
