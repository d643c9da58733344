import { html } from 'hono/html'
import { type Html, layout } from './layout.ts'

interface InPlaceOf {
  readonly nonce: string
  readonly version: number
}

/** Stands in the place of a page that cannot be shown: whoever looks hears that, and the operator why. */
export function faultPage(options: InPlaceOf): Html {
  return bare(
    options,
    'This page cannot be shown now',
    'Something that it reads did not answer: the console of the service says what, and why.',
  )
}

/**
 * Stands in the place of the page of a picture that is not there.
 *
 * @param options.isTold whether the page is told of changes: then it shows the picture when that is there
 */
export function missingPage(options: InPlaceOf & { readonly isTold: boolean }): Html {
  const text = 'It may have been deleted or renamed, or it is none that is served.'
  return bare(options, 'There is no such picture', text, options.isTold ? ['live.js'] : [])
}

function bare({ nonce, version }: InPlaceOf, title: string, text: string, scripts: readonly string[] = []): Html {
  return layout({
    title: `${title} – Sizewright`,
    name: 'list',
    nonce,
    version,
    state: title,
    scripts,
    main: html`<h1>${title}</h1>
      <p class="lead">${text}</p>
      <p><a class="button" href="/">Show all pictures</a></p>`,
  })
}
