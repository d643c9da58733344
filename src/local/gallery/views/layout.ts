import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { assetUrl } from '../assets.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** What a page puts into the frame that all pages share. */
export interface Layout {
  readonly title: string
  /** Lets the page's own scripts and style run and no other. */
  readonly nonce: string
  /** Changes when a reload might show something new. */
  readonly version: number
  /** Changes when this very page shows something else; it is left out where a page brings its parts up to date itself. */
  readonly state?: string
  /** Names of the scripts among the assets. */
  readonly scripts: readonly string[]
  readonly main: Html
}

export function layout({ title, nonce, version, state = '', scripts, main }: Layout): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" nonce="${nonce}" href="${assetUrl('gallery.css')}" />
      </head>
      <body data-version="${version}" data-state="${state}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="/">
            <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
              <rect x="1.5" y="1.5" width="29" height="29" rx="7" class="mark-back" />
              <path d="M8 24V8h16v16zM8 18h10v6M8 21.5h5V24" class="mark-line" />
            </svg>
            Sizewright
          </a>
        </header>
        <main id="main" tabindex="-1">${main}</main>
        ${scripts.map((name) => html`<script type="module" nonce="${nonce}" src="${assetUrl(name)}"></script>`)}
      </body>
    </html>`
}
