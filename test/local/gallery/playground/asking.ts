import { createSemaphore } from '../../../../src/core/semaphore.ts'
import { playground } from '../../../../src/local/gallery/playground/playground.ts'
import { createSameOrigin } from '../../../../src/local/gallery/same-origin.ts'
import { createHosts } from '../../../../src/local/http/hosts.ts'
import type { World } from '../../../world.ts'
import { OWN } from '../../send.ts'

/** What most tests try. */
export const WISH = { name: 'hero', width: '300', height: '200', format: 'webp', watermark: 'none' }

interface Answer {
  readonly image?: string
  readonly told?: string
  readonly lines?: string
  readonly message?: string
}

/** The route over a world, and how it is asked. */
export function over(world: World, options: { isBusy?: () => boolean; mayChange?: boolean } = {}) {
  const { isBusy = () => false, mayChange = true } = options
  const semaphore = createSemaphore(1, 4)
  const sameOrigin = createSameOrigin(createHosts('localhost', []))
  const app = playground({ ports: world, semaphore, isBusy, sameOrigin, mayChange })
  const ask = async (wish: Record<string, string>, headers: Record<string, string> = OWN, key = 'boat.jpg') => {
    const query = new URLSearchParams({ key, ...wish })
    const response = await app.request(`/_gallery/playground?${query.toString()}`, {
      headers: { host: 'localhost:3000', ...headers },
    })
    const answer: Answer = JSON.parse(await response.text())
    return { status: response.status, after: response.headers.get('retry-after'), ...answer }
  }
  return { ask, semaphore }
}
