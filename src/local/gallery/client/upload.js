const AT_ONCE = 2
const section = document.querySelector('#upload')
const list = document.querySelector('#uploads')
const status = document.querySelector('#upload-status')
const folder = document.querySelector('#upload-folder')
const limit = Number(section.dataset.limit)
const waiting = []
let running = 0

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/** Adds a line to the list, which shows what is being sent, how far it is, and what became of it. */
function addRow(name) {
  const progress = element('progress', { max: 1, value: 0, ariaLabel: `Upload of ${name}` })
  const message = element('p', { className: 'message', textContent: 'Waiting' })
  const actions = element('div', { className: 'actions' })
  const title = element('strong', { textContent: name })
  const row = element('li', {}, title, progress, message, actions)
  list.append(row)
  return {
    name,
    rename(to) {
      title.textContent = to
    },
    progress(share) {
      progress.hidden = false
      progress.value = share
      message.textContent = share < 1 ? `${Math.round(share * 100)} %` : 'Being stored'
    },
    end(kind, ...words) {
      row.className = kind
      progress.hidden = true
      message.replaceChildren(...words)
      actions.replaceChildren()
      status.textContent = `${title.textContent}: ${message.textContent}`
    },
    offer(...choices) {
      const buttons = choices.map(([textContent, act]) => {
        const button = element('button', { type: 'button', textContent, ariaLabel: `${textContent}: ${name}` })
        button.addEventListener('click', () => {
          row.className = ''
          actions.replaceChildren()
          act()
        })
        return button
      })
      actions.replaceChildren(...buttons)
    },
    remove: () => row.remove(),
  }
}

function keyFor(name) {
  const into = folder.value
    .trim()
    .split('/')
    .filter((segment) => segment !== '')
    .join('/')
  return into === '' ? name : `${into}/${name}`
}

function enqueue(job) {
  waiting.push(job)
  next()
}

function next() {
  while (running < AT_ONCE && waiting.length > 0) {
    running += 1
    const job = waiting.shift()
    void send(job).finally(() => {
      running -= 1
      next()
    })
  }
}

/** Sends by XMLHttpRequest, as `fetch` does not say how far an upload is. */
function put({ key, file, replaces, row }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/_gallery/originals?key=${encodeURIComponent(key)}`)
    request.setRequestHeader('Sizewright-Page', '1')
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    if (replaces) request.setRequestHeader('If-Match', `"${replaces}"`)
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) => row.progress(total > 0 ? loaded / total : 1))
    request.addEventListener('loadend', () => resolve({ status: request.status, ...request.response }))
    request.send(file)
  })
}

async function send(job) {
  const { key, file, row } = job
  row.rename(key)
  if (file.size > limit) {
    row.end('bad', `It has ${file.size} bytes, and ${limit} are allowed.`)
    return
  }
  row.progress(0)
  conclude(job, await put(job))
}

function conclude(
  job,
  { status, key, note, page, etag, free, message = 'The connection broke: is the service running?' },
) {
  const { row } = job
  const again = (changes) => () => enqueue({ ...job, ...changes })
  if (key) row.rename(key)
  if (status === 201) {
    const link = element('a', { href: page, textContent: 'Look at it' })
    row.end('good', job.replaces ? 'Replaced' : 'Stored', note ? ` as ${key}: ${note}. ` : '. ', link)
  } else if (status === 409) {
    row.end('open', `${message}.`)
    row.offer(
      ...(etag ? [['Replace', again({ replaces: etag })]] : []),
      ...(free ? [['Keep both', again({ key: free, replaces: null })]] : []),
      ['Skip', () => row.remove()],
    )
  } else {
    row.end('bad', message)
    if (status === 0 || status >= 500) row.offer(['Try again', again({})])
  }
}

function take(files) {
  for (const file of files) enqueue({ key: keyFor(file.name), file, replaces: null, row: addRow(file.name) })
}

const input = document.querySelector('#upload-files')
input.addEventListener('change', () => {
  take(input.files)
  input.value = '' // else the same file could not be chosen again
})

const holdsFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files')
document.addEventListener('dragover', (event) => {
  if (!holdsFiles(event)) return
  event.preventDefault()
  document.body.classList.add('dropping')
})
document.addEventListener('dragleave', ({ relatedTarget }) => {
  if (relatedTarget === null) document.body.classList.remove('dropping')
})
document.addEventListener('drop', (event) => {
  if (!holdsFiles(event)) return
  event.preventDefault()
  document.body.classList.remove('dropping')
  const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file')
  for (const item of items) {
    const file = item.getAsFile()
    const isFolder = item.webkitGetAsEntry?.()?.isDirectory
    if (isFolder)
      addRow(file?.name ?? 'a folder').end('bad', 'A folder cannot be dropped: open it and choose its pictures.')
    else if (file) take([file])
  }
})

addEventListener('beforeunload', (event) => {
  if (running > 0) event.preventDefault()
})
