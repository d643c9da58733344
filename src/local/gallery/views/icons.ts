import { html } from 'hono/html'
import type { Html } from './layout.ts'

const PATHS = {
  search: 'M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14M20 20l-4-4',
  upload: 'M12 16V4M7 9l5-5l5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
  more: 'M6 9l6 6l6-6',
  up: 'M12 20V4M6 10l6-6l6 6',
  down: 'M12 4v16M6 14l6 6l6-6',
  info: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 11v5M12 8v.01',
  warning: 'M12 3L2 20h20zM12 10v4M12 17v.01',
  folder: 'M3 7a1 1 0 0 1 1-1h5l2 2h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z',
  archive: 'M4 8v11a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1V8M3 4h18v4H3zM10 12h4',
  link: 'M9 15l6-6M11 6l1-1a4.2 4.2 0 0 1 6 6l-1 1M13 18l-1 1a4.2 4.2 0 0 1-6-6l1-1',
  picture: 'M4 5h16v14H4zM4 16l5-5l4 4l2-2l5 5M15 9v.01',
} as const

export type IconName = keyof typeof PATHS

/** A drawing that says what the words beside it say, or the name of what it stands in: assistive technology passes over it. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${PATHS[name]}" /></svg>`
}
