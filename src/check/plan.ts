import { viewerPath } from '../path.ts'
import { BROWSER } from './answers.ts'
import { hostileKeys, onDemand } from './both-origins.ts'
import { type Subject, variantsOf } from './check.ts'
import { SOME_PAGE } from './headers.ts'
import { acceptsOf, isNegotiated } from './pictures.ts'
import { missingKey, outside, refusedTargets, WRONG_METHODS } from './refusals.ts'
import { inAdvance } from './upload-checks.ts'

/** A request that checks make of the service; `headers` beside those that every request has. */
export interface PlannedRequest {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
}

/** An object that is uploaded and taken away again. */
interface PlannedUpload {
  readonly key: string
  /** Whether another picture takes its place before it goes. */
  readonly isReplaced: boolean
}

export interface Plan {
  /** Each once, though many are made several times, while something is waited for. */
  readonly requests: readonly PlannedRequest[]
  readonly uploads: readonly PlannedUpload[]
}

const CONDITIONAL = { 'If-None-Match': '"x"', Range: 'bytes=0-9' }

/**
 * Whatever checks may ask a service for, and write. It asks nobody, so it cannot know which checks end early; test/check/plan.test.ts
 * holds it against what they really do.
 *
 * @param folder where uploads go, below a prefix; `null` where nothing is uploaded
 */
export function planFor(subject: Subject, folder: string | null): Plan {
  const uploads = folder === null ? [] : uploadsTo(subject, folder)
  const all = [
    get('/'),
    ...ofPicture(subject),
    ...ofRefusals(subject),
    ...(folder === null ? [] : ofUploads(subject, folder, uploads)),
  ]
  const once = new Map(all.map((request) => [JSON.stringify(request), request]))
  return { requests: [...once.values()], uploads }
}

function get(target: string, headers: Record<string, string> = {}): PlannedRequest {
  return { method: 'GET', target, headers }
}

function ofPicture(subject: Subject): PlannedRequest[] {
  const { key } = subject
  const variants = variantsOf(subject)
  const first = viewerPath(variants[0] ?? '', key)
  return [
    get(viewerPath('info', key)),
    ...variants.flatMap((name) => ofVariant(subject, name)),
    ...inAdvance(subject).map(({ name }) => get(viewerPath(name, key))),
    get(`${first}?check=<now>`),
    get(first, { Origin: SOME_PAGE }),
    get(first, { 'If-None-Match': '<its ETag>' }),
    get(first, { 'If-None-Match': '"another"' }),
    { method: 'HEAD', target: first, headers: {} },
  ]
}

function ofVariant(subject: Subject, name: string): PlannedRequest[] {
  const target = viewerPath(name, subject.key)
  const accepts = isNegotiated(subject, name) ? subject.settings.formats.flatMap(acceptsOf) : []
  const headers = accepts.concat(BROWSER).map((Accept): Record<string, string> => ({ Accept }))
  return [{}, CONDITIONAL].concat(headers).map((some) => get(target, some))
}

function ofRefusals(subject: Subject): PlannedRequest[] {
  const { key, settings } = subject
  const [variant = ''] = variantsOf(subject)
  return [
    ...refusedTargets(subject).map((target) => get(target)),
    ...WRONG_METHODS.map((method) => ({ method, target: viewerPath(variant, key), headers: {} })),
    ...(settings.prefixes.includes('') ? [] : [get(viewerPath(variant, outside(settings.prefixes)))]),
    get(viewerPath(variant, missingKey(subject))),
  ]
}

function uploadsTo(subject: Subject, folder: string): PlannedUpload[] {
  const { catalogue, settings } = subject
  const below = (name: string) => `${settings.prefixes[0]}${folder}/${name}`
  const once = [
    below('later.jpg'),
    ...(catalogue.isPublic(`${folder}/beside.jpg`) ? [] : [`${folder}/beside.jpg`]),
    ...(catalogue.table.hidden ? [] : [below('.boat.jpg')]),
    ...hostileKeys(subject, folder),
    below('conditions.jpg'),
  ]
  return [{ key: below('boat.jpg'), isReplaced: true }, ...once.map((key) => ({ key, isReplaced: false }))]
}

/** Every upload is asked for in one size; the first one in all that are made in advance. */
function ofUploads(subject: Subject, folder: string, uploads: readonly PlannedUpload[]): PlannedRequest[] {
  const [variant = ''] = variantsOf(subject)
  const hostile = new Set(hostileKeys(subject, folder))
  const asked: PlannedRequest[] = []
  for (const { key, isReplaced } of uploads) {
    const isConditional = key.endsWith('/conditions.jpg')
    const target = viewerPath(isConditional || hostile.has(key) ? onDemand(subject) : variant, key)
    asked.push(get(target))
    if (isReplaced) asked.push(...inAdvance(subject).map(({ name }) => get(viewerPath(name, key))))
    if (isConditional) asked.push(get(target, CONDITIONAL))
  }
  return asked
}
