import type { ViewerAnswer } from './edge/distribution.ts'

/** What a browser makes of a link to a picture. */
export function linkTo(name: string, key: string): string {
  return `/${name}/${key.split('/').map(encodeURIComponent).join('/')}`
}

/** What of an answer most tests look at. */
export function gist({ status, from, headers }: ViewerAnswer) {
  return { status, from, type: headers.get('content-type'), hasEtag: headers.has('etag') }
}

export const fromPrimary = (type: string) => ({ status: 200, from: 'primary', type, hasEtag: true })
export const fromFunction = (type: string) => ({ status: 200, from: 'fallback', type, hasEtag: false })
