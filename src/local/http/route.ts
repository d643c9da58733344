import type { Access } from './access.ts'
import type { Respond } from './cdn.ts'
import { type Health, isOfHealth } from '../health/healthz.ts'
import type { RequestTrace } from './request-trace.ts'

interface Routes {
  readonly access: Pick<Access, 'permit'>
  readonly front: Respond
  readonly gallery: { fetch(request: Request): Response | Promise<Response> }
  readonly health: Health
  readonly requests: RequestTrace | undefined
}

/** Hands a request to whom it is for: no rendition path is like those of the gallery and of health. */
export function createRouter({ access, front, gallery, health, requests }: Routes): Respond {
  async function answer(request: Request, uri: string): Promise<Response> {
    if (isOfHealth(uri)) return health()
    const [path = ''] = uri.split('?', 1)
    return path === '/' || path.startsWith('/_gallery/') ? gallery.fetch(request) : front(request, uri)
  }

  return async (request, uri) => {
    const response = await answer(request, uri)
    access.permit(response.headers, request.headers.get('origin') ?? undefined)
    requests?.note(response)
    return response
  }
}
