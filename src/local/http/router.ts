import { type Health, isOfHealth } from '../health/healthz.ts'
import type { Access } from './access.ts'
import type { Respond } from './cdn.ts'
import type { RequestTrace } from './request-trace.ts'

interface Routes {
  readonly access: Pick<Access, 'permit'>
  readonly cdn: Respond
  readonly gallery: { fetch(request: Request): Response | Promise<Response> }
  readonly health: Health
  readonly requests: RequestTrace | undefined
}

/** Routes a request to `/healthz`, the gallery or the CDN: no rendition path is like those of the first two. */
export function createRouter({ access, cdn, gallery, health, requests }: Routes): Respond {
  async function respond(request: Request, uri: string): Promise<Response> {
    if (isOfHealth(uri)) return health()
    const [path = ''] = uri.split('?', 1)
    return path === '/' || path.startsWith('/_gallery/') ? gallery.fetch(request) : cdn(request, uri)
  }

  return async (request, uri) => {
    const response = await respond(request, uri)
    access.permit(response.headers, request.headers.get('origin') ?? undefined)
    requests?.note(response)
    return response
  }
}
