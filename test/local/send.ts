import { request } from 'node:http'

interface Sent {
  readonly status: number
  readonly text: string
}

/** Sends a request with a body, and with just these headers: `fetch` sets some of them itself. */
export async function send(
  url: string,
  target: string,
  method: string,
  headers: Record<string, string>,
  body: Uint8Array | string = '',
): Promise<Sent> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: target, method, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What a program must say that uploads without being the page. */
export const OWN = { 'Sizewright-Page': '1' }
