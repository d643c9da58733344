import { html } from 'hono/html'
import type { Snippet } from '../snippet.ts'
import type { Html } from './layout.ts'

/**
 * Texts for a website, one shown at a time: by tabs, and where there are several of a kind, by a choice within. `tabs.js`
 * brings the tabs to life; without scripts all are shown.
 */
export function snippetTabs(snippets: readonly Snippet[]): Html | '' {
  const tabs = [...Map.groupBy(snippets, ({ tab }) => tab)]
  if (tabs.length === 0) return ''
  return html`<section class="snippets" aria-labelledby="snippets-title">
    <h2 id="snippets-title">For your page</h2>
    <div class="tabs" id="tabs" role="tablist" aria-labelledby="snippets-title">
      ${tabs.map(
        ([tab], index) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${index}"
            aria-controls="panel-${index}"
            aria-selected="${String(index === 0)}"
            tabindex="${index === 0 ? 0 : -1}"
          >
            ${tab}
          </button>`,
      )}
    </div>
    ${tabs.map(
      ([, choices], index) =>
        html`<div
          class="tab-panel"
          role="tabpanel"
          id="panel-${index}"
          aria-labelledby="tab-${index}"
          ${index === 0 ? '' : 'hidden'}
        >
          ${choices.length === 1 ? '' : choiceOf(choices, index)}
          ${choices.map((snippet, at) => snippetArticle(snippet, `code-${index}-${at}`))}
        </div>`,
    )}
  </section>`
}

/** Radio buttons, by which the style sheet shows one of the texts below them: that takes no script. */
function choiceOf(choices: readonly Snippet[], panel: number): Html {
  return html`<fieldset class="segments">
    <legend class="unseen">Kind</legend>
    ${choices.map(
      ({ title }, at) =>
        html`<label><input type="radio" name="kind-${panel}" ${at === 0 ? 'checked' : ''} />${title}</label>`,
    )}
  </fieldset>`
}

function snippetArticle({ title, about, code }: Snippet, id: string): Html {
  return html`<article class="snippet">
    <h3 class="unseen">${title}</h3>
    <div class="heading">
      <p class="quiet">${about}</p>
      <button type="button" data-copy="${id}" aria-label="Copy ${title}">Copy</button>
    </div>
    <pre id="${id}" tabindex="0" role="group" aria-label="${title}"><code>${code}</code></pre>
  </article>`
}
