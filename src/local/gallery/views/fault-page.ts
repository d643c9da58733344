import { html } from 'hono/html'
import { type Html, layout } from './layout.ts'

/** Stands in the place of a page that cannot be shown: whoever looks hears that, and the operator why. */
export function faultPage({ nonce, version }: { readonly nonce: string; readonly version: number }): Html {
  return layout({
    title: 'Sizewright',
    name: 'list',
    nonce,
    version,
    notes: [],
    scripts: [],
    main: html`<h1>This page cannot be shown now</h1>
      <p class="lead">Something that it reads did not answer: the console of the service says what, and why.</p>
      <p><a class="button" href="/">Try again</a></p>`,
  })
}
