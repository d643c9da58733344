import { html } from 'hono/html'
import { visitorUrl } from '../addresses.ts'
import type { Described } from '../describe.ts'
import type { Snippet } from '../snippet.ts'
import { retryButton } from './retry-button.ts'
import { compareControls } from './compare-controls.ts'
import { copyLink } from './copy-link.ts'
import { factsList } from './facts-list.ts'
import { canSetFocus, crops, cropsStyle, focusButton, focusPanel, focusPick } from './focus-section.ts'
import { bytesText } from './humanize.ts'
import { infoTable } from './info-table.ts'
import { type Html, layout } from './layout.ts'
import type { Note } from './note.ts'
import { renditionsTable } from './renditions-table.ts'
import { savedLine } from './saved-line.ts'
import { firstPair } from './sides.ts'
import { snippetTabs } from './snippet-tabs.ts'
import { isTall, stage, stageStyle } from './stage.ts'

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
  /** The same in full, such as `https://images.example.com`. */
  readonly origin: string
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
export function originalPage(options: OriginalPageOptions): Html {
  const { described, site, notes, mayChange, nonce, version, further = null } = options
  const { key, original, info, refusal, state } = described
  const focus = canSetFocus(described, mayChange) ? ['focus.js'] : []
  return layout({
    title: `${key} – Sizewright`,
    name: 'original',
    nonce,
    version,
    state,
    notes,
    style: stageStyle(described) + cropsStyle(described),
    scripts: [
      ...(site === '' ? ['live.js'] : []),
      ...(firstPair(described) === null || info === null ? [] : ['compare.js', 'zoom.js', ...focus]),
      'tabs.js',
      'copy.js',
      ...(further ? [further.script] : []),
    ],
    bar: html`<a class="back" href="/">← All pictures</a>`,
    main: html`${info === null ? html`<h1 class="key">${key}</h1>` : viewer(options)}
      ${refusal === null ? '' : failed(described, mayChange)}
      ${refusal === null && (info === null || original.isArchived) ? html`<p class="lead">${waitsFor(described, site)}</p>` : ''}
      ${info === null ? '' : html`${further?.section ?? ''} ${snippetTabs(options.snippets)} ${infoTable(info)}`}
      <p class="unseen" id="copy-status" role="status"></p>`,
  })
}

function viewer({ described, site, origin, mayChange }: OriginalPageOptions): Html {
  const canSet = canSetFocus(described, mayChange)
  return html`<section class="viewer ${isTall(described) ? 'beside' : ''}" aria-labelledby="key">
    ${headline(described, origin)} ${stage(described, canSet ? focusPick(described) : '')}
    <div class="told">
      ${compareControls(described, canSet ? focusButton(described) : '')} ${canSet ? focusPanel(described) : ''}
      <div class="about">${crops(described)} ${factsList(described, mayChange)}</div>
      ${renditionsTable(described, origin, site !== '')}
    </div>
  </section>`
}

/** Its name, its address to be copied, and what it saves. */
function headline(described: Described, origin: string): Html {
  const saved = savedLine(described)
  const [side] = firstPair(described) ?? []
  const url = side === undefined ? null : visitorUrl(origin, side.name, described.key)
  return html`<header class="headline">
    <h1 class="key" id="key">${described.key}</h1>
    ${
      url === null
        ? ''
        : html`<p class="address">
            <a href="${url}"><code>${url}</code></a> ${copyLink(url, 'Copy link', 'address')}
          </p>`
    }
    ${saved === null ? '' : html`<p class="saved">${saved}</p>`}
  </header>`
}

function waitsFor({ original, info }: Described, site: string): string {
  if (!original.isArchived && site !== '') return 'Nothing is made of it yet, as far as the buckets tell.'
  if (!original.isArchived) return 'It is being made; this page shows it when it is ready.'
  return info === null
    ? 'The original is archived; sizes of it can be made when it is restored.'
    : 'The original is archived: these sizes were made before, and others can be made when it is restored.'
}

function failed({ key, refusal, advice, original }: Described, mayRetry: boolean): Html {
  return html`<div class="refused">
    <p class="refusal">Failed: ${refusal}.</p>
    <p>${advice}</p>
    <p class="quiet">The original has ${bytesText(original.bytes)}; nothing is made of it until it is replaced.</p>
    ${mayRetry ? retryButton(key) : ''}
  </div>`
}
