import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Failure, GalleryItem, GalleryPage, Shown } from './collect.ts'
import { viewerPath } from '../../path.ts'
import { script, style } from './assets.ts'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export interface PageOptions {
  /** As it was named at the start. */
  readonly folder: string
  readonly page: GalleryPage
  readonly failures: readonly Failure[]
  /** Variants that a page may name, without formats. */
  readonly variants: readonly string[]
  /** Lets the page's own script and style run and no other. */
  readonly nonce: string
  /** Changes when a reload would show something new. */
  readonly version: number
}

/** The page that lists every original with what was made of it. */
export function galleryPage({ folder, page, failures, variants, nonce, version }: PageOptions): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sizewright</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${style}
        </style>
      </head>
      <body data-version="${version}">
        <header>
          <h1>Sizewright</h1>
          <p>Drop pictures into <code>${folder}</code>: they appear here in every size.</p>
        </header>
        <main>
          ${failures.length > 0 ? failureList(failures) : ''}
          ${page.items.length === 0 ? html`<p class="empty">There is no picture here yet.</p>` : ''}
          <ul class="items">
            ${page.items.map((item) => html`<li>${figure(item, variants)}</li>`)}
          </ul>
          ${page.next === null ? '' : html`<p><a class="next" href="/?after=${encodeURIComponent(page.next)}">More pictures</a></p>`}
        </main>
        <script nonce="${nonce}">
          ${script}
        </script>
      </body>
    </html>`
}

function figure(item: GalleryItem, variants: readonly string[]): Html {
  if (item.refusal !== null)
    return html`<h2>${item.key}</h2>
      <p class="refusal">Failed: ${item.refusal}.</p>`
  if (item.renditions.length === 0)
    return html`<h2>${item.key}</h2>
      <p>Not made yet, or not a picture.</p>`
  const preview = variants.includes('medium') ? 'medium' : variants[0]!
  const shown = item.renditions.find(({ name }) => name === preview)
  return html`<figure>
    <a href="${viewerPath(preview, item.key)}">
      <img
        src="${viewerPath(preview, item.key)}"
        alt="${item.key}"
        loading="lazy"
        ${shown === undefined ? '' : html`width="${shown.width}" height="${shown.height}"`}
      />
    </a>
    <figcaption>
      <h2>${item.key}</h2>
      <p>
        Original ${bytes(item.bytes)}.
        <span class="got" data-variant="${preview}">This browser gets: <output>…</output></span>
      </p>
      <details>
        <summary>${item.renditions.length} renditions</summary>
        ${table(item.renditions)}
      </details>
    </figcaption>
  </figure>`
}

function table(renditions: readonly Shown[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Renditions">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Pixels</th>
          <th scope="col">Format</th>
          <th scope="col">Bytes</th>
        </tr>
      </thead>
      <tbody>
        ${renditions.map(
          (one) =>
            html`<tr data-bytes="${one.bytes}" data-format="${format(one)}">
              <th scope="row"><a href="${one.path}">${one.name}</a></th>
              <td>${one.width} × ${one.height}</td>
              <td>${format(one)}</td>
              <td>${bytes(one.bytes)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function failureList(failures: readonly Failure[]): Html {
  return html`<section class="failures" aria-labelledby="failures">
    <h2 id="failures">Failed</h2>
    <ul>
      ${failures.map(({ key, refusal }) => html`<li><strong>${key}</strong>: ${refusal}</li>`)}
    </ul>
  </section>`
}

function format({ contentType }: Shown): string {
  return contentType.replace('image/', '').toUpperCase()
}

/** Bytes as a person reads them: two digits that count. */
function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  if (count < 1e6) return `${(count / 1e3).toPrecision(count < 1e4 ? 2 : 3)} kB`
  return `${(count / 1e6).toFixed(1)} MB`
}
