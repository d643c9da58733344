import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { assetUrl } from '../assets.ts'
import { type Note, noteView } from './note.ts'

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
  /** What the page calls itself to the style sheet: `list`. */
  readonly name?: string
  /** Rules that only this page needs, such as the ratio of each picture: the policy forbids style attributes. */
  readonly style?: string
  /** What stands in the bar beside the brand. */
  readonly bar?: Html | ''
  /** Names of the scripts among the assets. */
  readonly scripts: readonly string[]
  /** What whoever looks must know beforehand. */
  readonly notes?: readonly Note[]
  readonly main: Html
}

/** @throws where the page's own rules could end the element that they stand in */
export function layout({
  title,
  nonce,
  version,
  state = '',
  name = '',
  style,
  bar = '',
  scripts,
  notes = [],
  main,
}: Layout): Html {
  if (style?.includes('<')) throw new Error('a style must not contain a tag')
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" nonce="${nonce}" href="${assetUrl('gallery.css')}" />
        ${
          style === undefined
            ? ''
            : html`<style nonce="${nonce}" id="page-style">
                ${raw(style)}
              </style>`
        }
      </head>
      <body class="${name}" data-version="${version}" data-state="${state}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="/">
            <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
              <rect x="1.5" y="1.5" width="29" height="29" rx="7" class="mark-back" />
              <path d="M8 24V8h16v16zM8 18h10v6M8 21.5h5V24" class="mark-line" />
            </svg>
            <span>Sizewright</span>
          </a>
          ${bar}
          <div class="live" id="live">
            <p aria-hidden="true"></p>
            <progress aria-label="Pictures being made" hidden></progress>
            <span class="unseen" role="status"></span>
          </div>
        </header>
        <main id="main" tabindex="-1">${notes.map(noteView)} ${main}</main>
        ${scripts.map((name) => html`<script type="module" nonce="${nonce}" src="${assetUrl(name)}"></script>`)}
      </body>
    </html>`
}
