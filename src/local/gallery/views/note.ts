import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** What whoever looks must know beforehand. */
export interface Note {
  /** A sentence. */
  readonly text: string
  /** Further sentences, which are shown to whoever wants to know. */
  readonly more?: readonly string[]
}

export function noteView({ text, more = [] }: Note): Html {
  if (more.length === 0) return html`<p class="note">${text}</p>`
  return html`<details class="note">
    <summary>${text}</summary>
    <ul>
      ${more.map((one) => html`<li>${one}</li>`)}
    </ul>
  </details>`
}
