import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCatalogue } from '../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../src/config/config.ts'
import { edgeText, readEdgeSource } from '../src/edge/ship.ts'
import { needPackages } from './kit/packages.ts'
import { ratios, spread } from './kit/rounds.ts'

const ROUNDS = 7
const CALLS = 200_000
/** How many times the yardstick's CPU a call may take. CloudFront stops a function after about a millisecond. */
const LIMIT = 4

const CHROME = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
const SAFARI = 'image/webp,image/avif,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5'

/**
 * What a function at the edge does that is found everywhere: it reads size and format out of the query, looks into
 * `Accept` for a word, and appends what it found to the path. AWS's own example of an image service does this much.
 */
const YARDSTICK = `
function handler(event) {
  var request = event.request
  var found = {}
  Object.keys(request.querystring).forEach((name) => {
    var value = request.querystring[name].value
    if (name.toLowerCase() === 'width' && !isNaN(parseInt(value))) found.width = parseInt(value).toString()
    if (name.toLowerCase() === 'format' && ['auto', 'jpeg', 'webp', 'avif', 'png'].includes(value.toLowerCase())) {
      var accept = request.headers.accept ? request.headers.accept.value : ''
      var isAuto = value.toLowerCase() === 'auto'
      found.format = isAuto ? (accept.includes('avif') ? 'avif' : accept.includes('webp') ? 'webp' : 'jpeg') : value.toLowerCase()
    }
  })
  var parts = []
  if (found.format) parts.push('format=' + found.format)
  if (found.width) parts.push('width=' + found.width)
  request.uri = request.uri + '/' + (parts.length > 0 ? parts.join(',') : 'original')
  request.querystring = {}
  return request
}`

interface Contestant {
  readonly title: string
  readonly text: string
  readonly uri: string
  readonly query: string
  readonly accept: string
}

/** A query, as CloudFront hands it over, that the yardstick has to read. */
const SIZED = `{ format: { value: 'auto' }, width: { value: '600' } }`

await needPackages({ njs: 'njs' })
const yardstick = { title: 'the yardstick', text: YARDSTICK, uri: '/holiday/boat.jpg', query: SIZED, accept: CHROME }
const contestants: Contestant[] = [
  ours('by default', {}, '/large/holiday/boat.jpg', CHROME),
  ours('with AVIF', { formats: ['avif', 'webp'] }, '/large/holiday/boat.jpg', SAFARI),
  ours('33 prefixes, 40 variants', manyOfAll(), '/size39/folder32/boat.jpg', CHROME),
]
const rounds = Array.from({ length: ROUNDS }, () => [yardstick, ...contestants].map(cpuOf))
let isWithin = true
for (const [i, { title }] of contestants.entries()) {
  const over = ratios(
    rounds.map((costs) => costs[i + 1]!),
    rounds.map((costs) => costs[0]!),
  )
  const { value, spread: range } = spread(over)
  isWithin &&= value <= LIMIT
  console.log(
    `${title}: ${value.toFixed(2)} times the yardstick's CPU (${range.map((one) => one.toFixed(2)).join(' to ')})`,
  )
}
if (!isWithin) {
  console.error(`more than ${LIMIT} times`)
  process.exitCode = 1
}

function ours(title: string, config: Config, uri: string, accept: string): Contestant {
  const { table } = createCatalogue(resolveConfig(config), [])
  return { title, text: edgeText(readEdgeSource(), table), uri, query: '{}', accept }
}

function manyOfAll(): Config {
  const variants = Array.from({ length: 40 }, (_, i) => [`size${i}`, { width: 100 + i }])
  return { variants: Object.fromEntries(variants), prefixes: Array.from({ length: 33 }, (_, i) => `folder${i}/`) }
}

/** CPU of the calls alone, in ms: that of a program which makes them, less that of the same one which makes none. */
function cpuOf(contestant: Contestant): number {
  return cpuOfCalls(contestant, CALLS) - cpuOfCalls(contestant, 0)
}

function cpuOfCalls({ text, uri, query, accept }: Contestant, calls: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-edge-'))
  try {
    const file = join(folder, 'edge.js')
    const event = `{ request: { method: 'GET', uri: '${uri}', querystring: ${query}, headers: { accept: { value: '${accept}' } } } }`
    writeFileSync(file, `${text}\nfor (let i = 0; i < ${calls}; i++) handler(${event})\n`)
    const command = 'TIMEFORMAT=%U; time njs "$0" >/dev/null' // Bash tells the time on the standard error output
    const { status, stderr } = spawnSync('bash', ['-c', command, file], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`njs: ${stderr}`)
    return Number(stderr) * 1000
  } finally {
    rmSync(folder, { recursive: true })
  }
}
