import { html } from 'hono/html'
import { bytesText } from './humanize.ts'
import type { Html } from './layout.ts'

export interface UploadPlace {
  /** The originals' location, as it was named at the start. */
  readonly folder: string
  /** Whether the page takes pictures. */
  readonly mayChange: boolean
  /** The most bytes that a picture may have. */
  readonly limit: number
  /** The prefixes of public keys. */
  readonly prefixes: readonly string[]
}

/** The place to drop pictures. The script `upload.js` brings it to life. */
export function uploadSection({ folder, mayChange, limit, prefixes }: UploadPlace): Html {
  if (!mayChange)
    return html`<p class="lead">
      Put pictures into <code>${folder}</code>: they appear here in every size. This page takes none itself: start with
      <code>--uploads</code> to have it do so.
    </p>`
  return html`<section class="upload" id="upload" data-limit="${limit}" aria-labelledby="upload-title">
    <h2 id="upload-title">Add pictures</h2>
    <p class="lead">
      Drop them anywhere on this page, or put them into <code>${folder}</code>: they appear here in every size.
    </p>
    <div class="choose">
      <label class="button primary">
        Choose pictures
        <input
          class="unseen"
          id="upload-files"
          type="file"
          multiple
          accept="image/*,.avif,.heic,.heif,.svg,.tif,.tiff"
          aria-describedby="upload-note"
        />
      </label>
      <div class="field">
        <label for="upload-folder">into the folder</label>
        <input id="upload-folder" value="${prefixes[0]}" placeholder="holiday/" autocomplete="off" spellcheck="false" />
      </div>
    </div>
    <p class="quiet" id="upload-note">
      ${prefixes.includes('') ? '' : `Public are ${prefixes.join(', ')}. `}Up to ${bytesText(limit)} each; what is no
      picture, or damaged, is refused.
    </p>
    <noscript><p>Adding pictures here needs JavaScript.</p></noscript>
    <ul class="uploads" id="uploads" aria-label="Uploads"></ul>
    <p class="unseen" id="upload-status" role="status"></p>
  </section>`
}
