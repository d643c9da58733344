import { html } from 'hono/html'
import type { Settings } from '../../../config/config.ts'
import { gravities } from '../../../recipe.ts'
import type { Html } from '../views/layout.ts'
import { LONGEST_TEXT } from './text-watermark.ts'
import { MOST_SIDE } from './trial.ts'

/** Where sizes are tried on a picture that are in no configuration. The script `playground.js` brings it to life. */
export function playgroundSection(key: string, settings: Settings): Html {
  return html`<details class="playground" id="playground" hidden>
    <summary><h2>Try another size</h2></summary>
    <p class="quiet">Made of this picture as you change something. Nothing is stored.</p>
    <div class="trial">
      <form id="trial-form" autocomplete="off">
        <input type="hidden" name="key" value="${key}" />
        ${sizeFields()} ${formatFields(settings)} ${watermarkFields(settings)}
        ${field('name', 'Name of the size', html`<input id="trial-name" name="name" value="custom" maxlength="40" spellcheck="false" />`)}
      </form>
      <div class="tried">
        <p id="trial-told" role="status"></p>
        <figure class="shown"><img id="trial-image" alt="The picture as it is tried" hidden /></figure>
      </div>
    </div>
    <section class="lines" aria-labelledby="lines-title">
      <div class="heading">
        <h3 id="lines-title">Put this into the configuration</h3>
        <button type="button" data-copy="trial-lines" aria-label="Copy the lines">Copy</button>
      </div>
      <p class="quiet">
        In <code>sizewright.config.ts</code>. It is made when it is first asked for; without
        <code>prewarm: false</code>, of every picture when that comes.
      </p>
      <pre id="trial-lines" tabindex="0" role="group" aria-label="Lines of the configuration"></pre>
    </section>
  </details>`
}

function sizeFields(): Html {
  const side = (name: string, label: string, value: string) =>
    field(
      name,
      label,
      html`<input
        id="trial-${name}"
        name="${name}"
        type="number"
        inputmode="numeric"
        min="1"
        max="${MOST_SIDE}"
        value="${value}"
        placeholder="any"
      />`,
    )
  return html`${side('width', 'Width', '800')} ${side('height', 'Height', '800')}
  ${choice('fit', 'Fit', [
    ['inside', 'inside'],
    ['cover', 'cover'],
    ['contain', 'contain'],
  ])}
  ${choice('position', 'Position', [
    ['centre', 'centre'],
    ['attention', 'attention'],
    ['entropy', 'entropy'],
  ])}`
}

function formatFields({ formats, quality }: Settings): Html {
  const shown = { fallback: 'JPEG, PNG or GIF', webp: 'WebP', avif: 'AVIF' }
  const negotiated = [...formats, 'fallback' as const].map((format) => ({
    value: `negotiated.${format}`,
    text: `Negotiated, here ${shown[format]}`,
    quality: quality[format === 'fallback' ? 'jpeg' : format],
  }))
  const always = (['jpeg', 'png', 'webp', 'avif'] as const).map((format) => ({
    value: format,
    text: `Always ${{ jpeg: 'JPEG', png: 'PNG', webp: 'WebP', avif: 'AVIF' }[format]}`,
    quality: format === 'png' ? null : quality[format],
  }))
  const group = (label: string, options: readonly { value: string; text: string; quality: number | null }[]) =>
    html`<optgroup label="${label}">
      ${options.map((one) => html`<option value="${one.value}" data-quality="${one.quality ?? ''}">${one.text}</option>`)}
    </optgroup>`
  return html`${field(
    'format',
    'Format',
    html`<select id="trial-format" name="format">
      ${group('The best that a browser takes', negotiated)} ${group('The same for all', always)}
    </select>`,
  )}
  ${field(
    'quality',
    'Quality',
    html`<input id="trial-quality" name="quality" type="number" inputmode="numeric" min="1" max="100" />`,
  )}`
}

function watermarkFields({ watermark }: Settings): Html {
  return html`${choice('watermark', 'Watermark', [
    ...(watermark === undefined ? [] : [['configured', 'as configured'] as const]),
    ['none', 'none'],
    ['text', 'a text'],
  ])}
  ${field('text', 'Its text', html`<input id="trial-text" name="text" value="© Your name" maxlength="${LONGEST_TEXT}" />`)}
  ${choice(
    'gravity',
    'Its place',
    ['southeast', ...gravities.filter((one) => one !== 'southeast')].map((one) => [one, one] as const),
  )}
  ${field(
    'opacity',
    'Opacity in %',
    html`<input id="trial-opacity" name="opacity" type="number" inputmode="numeric" min="0" max="100" value="70" />`,
  )}`
}

function choice(name: string, label: string, options: readonly (readonly [string, string])[]): Html {
  return field(
    name,
    label,
    html`<select id="trial-${name}" name="${name}">
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>`,
  )
}

function field(name: string, label: string, control: Html): Html {
  return html`<div class="field" data-field="${name}"><label for="trial-${name}">${label}</label>${control}</div>`
}
