import { html } from 'hono/html'
import { bytesText } from './humanize.ts'
import { icon } from './icons.ts'
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

/**
 * What the bar has to add pictures. The script `upload.js` brings it to life.
 *
 * @param into the folder that the page shows
 */
export function uploadButton({ folder, limit, prefixes }: UploadPlace, into: string): Html {
  return html`<div class="upload" id="upload" data-limit="${limit}">
    <label class="button primary">
      ${icon('upload')}<span class="words">Choose pictures</span>
      <input
        aria-label="Choose pictures"
        class="unseen"
        id="upload-files"
        type="file"
        multiple
        accept="image/*,.avif,.heic,.heif,.svg,.tif,.tiff"
        aria-describedby="upload-note"
      />
    </label>
    <details class="into">
      <summary class="button primary" aria-label="Where to, and what may be added">${icon('more')}</summary>
      <div class="panel">
        <p>Drop pictures anywhere on this page, or put them into <code>${folder}</code>.</p>
        <div class="field">
          <label for="upload-folder">Into the folder</label>
          <input
            id="upload-folder"
            value="${into === '' ? prefixes[0] : into}"
            placeholder="holiday/"
            autocomplete="off"
            spellcheck="false"
          />
        </div>
        <p class="quiet" id="upload-note">
          ${prefixes.includes('') ? '' : `Public are ${prefixes.join(', ')}. `}Up to ${bytesText(limit)} each; what is
          no picture, or damaged, is refused.
        </p>
        <noscript><p>Adding pictures here needs JavaScript.</p></noscript>
      </div>
    </details>
  </div>`
}

/** What shows uploads: where they may be dropped while they are held over the page, and how each of them is going. */
export function uploadTray(): Html {
  return html`<div class="drop" aria-hidden="true">
      <p>${icon('upload')}Drop pictures to add them</p>
    </div>
    <section class="tray" aria-label="Uploads">
      <details open>
        <summary id="upload-total">Uploads</summary>
        <progress id="upload-progress" aria-label="Uploads" hidden></progress>
        <button type="button" id="upload-cancel" hidden>Cancel</button>
        <template id="upload-row">
          <li>
            <strong></strong><progress></progress>
            <p class="message"></p>
            <a hidden>Look at it</a>
            <div class="actions"></div>
          </li>
        </template>
        <ul class="uploads" id="uploads" aria-label="Uploads" tabindex="0"></ul>
      </details>
    </section>
    <p class="unseen" id="upload-status" role="status"></p>`
}
