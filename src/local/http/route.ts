import type { Access } from './access.ts'
import type { Front } from './cdn.ts'
import { type Health, isOfHealth } from '../health/healthz.ts'
import type { Requests } from './request-trace.ts'

interface Rooms {
  readonly access: Pick<Access, 'permit'>
  readonly front: Front
  readonly gallery: { fetch(request: Request): Response | Promise<Response> }
  readonly health: Health
  readonly requests: Requests | undefined
}

/** Hands a request to whom it is for: no rendition path is like those of the gallery and of health. */
export function createRoute({ access, front, gallery, health, requests }: Rooms): Front {
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
