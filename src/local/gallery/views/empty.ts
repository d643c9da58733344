import { html } from 'hono/html'
import { listUrl } from '../addresses.ts'
import { isEverything } from '../list-query.ts'
import type { Listing } from '../listing.ts'
import { type IconName, icon } from './icons.ts'
import type { Html } from './layout.ts'
import type { UploadPlace } from './upload-section.ts'

/** What stands in the place of the grid where it has no picture: what to do, or a way out. */
export function emptyText({ query }: Listing, place: EmptyPlace): Html {
  const { search, folder, page } = query
  if (page > 1)
    return nothing('There are no further pictures.', listUrl({ ...query, page: 1 }), 'Back to the first page')
  if (search !== '')
    return nothing(
      `There is no picture whose name has “${search}” in it.`,
      listUrl({ ...query, search: '' }),
      folder === '' ? 'Show all pictures' : `Show everything in ${folder}`,
    )
  if (folder !== '') return nothing(`There is no picture in ${folder}.`, listUrl({}), 'Show all pictures')
  return html`<div class="inviting">
    <h2>Every size of every image</h2>
    <ol class="steps">
      ${step('upload', 'Add pictures', addText(place))}
      ${step('picture', 'They are made', 'Each in every size and format, with its colours and its place kept.')}
      ${step('link', 'Name them', 'A picture’s page has the lines for your website.')}
    </ol>
    ${place.mayChange ? html`<label class="button primary large" for="upload-files">${icon('upload')}Choose pictures</label>` : ''}
  </div>`
}

interface EmptyPlace extends UploadPlace {
  /** Where visitors get the pictures; '' is this very service. */
  readonly site: string
}

/** Stands in the place of the grid where all that it would show has failed. */
export function nothingMade({ query }: Listing, place: EmptyPlace): Html {
  const text = 'Of what is here nothing could be made: why is told below.'
  if (!isEverything(query)) return nothing(text, listUrl({}), 'Show all pictures')
  return html`<p class="lead">${text}</p>
    <p>${addText(place)}</p>`
}

function nothing(text: string, way: string, name: string): Html {
  return html`<p class="lead">${text}</p>
    <p><a class="button" href="${way}">${name}</a></p>`
}

function step(name: IconName, title: string, text: string | Html): Html {
  return html`<li>
    <span class="mark">${icon(name)}</span>
    <h3>${title}</h3>
    <p class="quiet">${text}</p>
  </li>`
}

function addText({ folder, mayChange, site }: EmptyPlace): Html {
  if (site !== '') return html`Put them into <code>${folder}</code>.`
  if (!mayChange)
    return html`Put them into <code>${folder}</code>. This page takes none itself: start with <code>--uploads</code> to
      have it do so.`
  return html`Drop them anywhere on this page, or put them into <code>${folder}</code>.`
}
