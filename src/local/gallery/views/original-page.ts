import { html } from 'hono/html'
import { visitorUrl } from '../addresses.ts'
import type { Described } from '../describe.ts'
import type { Snippet } from '../snippet.ts'
import { retryButton } from './retry-button.ts'
import { compareSection } from './compare-section.ts'
import { bytesText } from './humanize.ts'
import { infoTable } from './info-table.ts'
import { type Html, layout } from './layout.ts'
import type { Note } from './note.ts'
import { renditionSections } from './rendition-sections.ts'

/** A part of the page that others bring, such as a playground. */
interface FurtherSection {
  readonly section: Html
  /** The name of its script among the assets. */
  readonly script: string
}

export interface OriginalPageOptions {
  readonly described: Described
  /** Where visitors get the pictures; '' is this very service. */
  readonly site: string
  /** What whoever looks must know beforehand. */
  readonly notes: readonly Note[]
  readonly snippets: readonly Snippet[]
  readonly mayChange: boolean
  readonly nonce: string
  readonly version: number
  /** What stands between the picture and the snippets. */
  readonly further?: FurtherSection | null
}

/** The page of one original: it shows what was made of it, side by side, and how a website names it. */
export function originalPage({
  described,
  site,
  notes,
  snippets,
  mayChange,
  nonce,
  version,
  further = null,
}: OriginalPageOptions): Html {
  const { key, original, info, refusal, state } = described
  return layout({
    title: `${key} – Sizewright`,
    nonce,
    version,
    state,
    notes,
    scripts: [...(site === '' ? ['live.js'] : []), 'compare.js', 'copy.js', ...(further ? [further.script] : [])],
    main: html`<p><a href="/">← All pictures</a></p>
      <h1 class="key">${key}</h1>
      ${refusal === null ? '' : failed(described, mayChange)}
      ${refusal === null && (info === null || original.isArchived) ? html`<p class="lead">${waitsFor(described, site)}</p>` : ''}
      ${info === null ? '' : html`${overview(described, site)} ${compareSection(described)} ${renditionSections(described, site)} ${further?.section ?? ''} ${snippetSection(snippets)} ${infoTable(info)}`}`,
  })
}

function waitsFor({ original, info }: Described, site: string): string {
  if (!original.isArchived && site !== '') return 'Nothing is made of it yet, as far as the buckets tell.'
  if (!original.isArchived) return 'It is being made; this page shows it when it is ready.'
  return info === null
    ? 'The original is archived; sizes of it can be made when it is restored.'
    : 'The original is archived: these sizes were made before, and others can be made when it is restored.'
}

function failed({ key, refusal, original }: Described, mayRetry: boolean): Html {
  return html`<div class="failures">
    <p class="refusal">Failed: ${refusal}.</p>
    <p>The original has ${bytesText(original.bytes)}; nothing is made of it until it is replaced.</p>
    ${mayRetry ? retryButton(key) : ''}
  </div>`
}

function overview({ key, info, original, sizes }: Described, site: string): Html | '' {
  if (info === null) return ''
  const made = sizes.flatMap(({ renditions }) => renditions).filter(({ stored }) => stored !== null)
  const all = made.reduce((sum, { stored }) => sum + (stored?.bytes ?? 0), 0)
  return html`<section class="overview" aria-label="Overview">
    <dl class="facts">
      ${fact('Original', `${info.width} × ${info.height}`, `${info.format.toUpperCase()}, ${bytesText(original.bytes)}`)}
      ${fact('Made of it', String(made.length), `renditions, ${bytesText(all)} together`)}
      ${fact('Dominant colour', html`${swatch(info.dominantColour)}${info.dominantColour}`, 'for the place it will take')}
    </dl>
    <figure class="placeholder">
      <img src="${info.placeholder}" width="${info.width}" height="${info.height}" alt="" />
      <figcaption class="quiet">
        The ThumbHash placeholder: ${Buffer.from(info.thumbHash, 'base64').length} bytes, from
        <a href="${visitorUrl(site, 'info', key)}"><code>/info/</code></a>
      </figcaption>
    </figure>
  </section>`
}

function fact(name: string, value: string | Html, note: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd><span class="value">${value}</span> <span class="quiet">${note}</span></dd>
  </div>`
}

/** A patch of a colour, which is an attribute of SVG since the page's policy forbids style attributes. */
function swatch(colour: string): Html {
  return html`<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">
    <rect width="1" height="1" fill="${colour}" />
  </svg>`
}

function snippetSection(snippets: readonly Snippet[]): Html {
  return html`<section aria-labelledby="snippets-title">
    <h2 id="snippets-title">For your page</h2>
    <p class="unseen" id="copy-status" role="status"></p>
    <div class="snippets">
      ${snippets.map(
        ({ title, about, code }, index) =>
          html`<article class="snippet">
            <div class="heading">
              <h3>${title}</h3>
              <button type="button" data-copy="code-${index}" aria-label="Copy ${title}">Copy</button>
            </div>
            <p class="quiet">${about}</p>
            <pre id="code-${index}" tabindex="0" role="group" aria-label="${title}"><code>${code}</code></pre>
          </article>`,
      )}
    </div>
  </section>`
}
