import type { OriginalState } from '../upload/original-state.ts'
import { bytesText } from './humanize.ts'

/** Says to whoever uploaded a picture what became of it. */
export function uploadText(told: OriginalState): string {
  if (told.state === 'ready') return readyText(told)
  if (told.state === 'failed') return `Failed: ${told.refusal}. ${told.advice}`
  if (told.state === 'archived') return `Archived: ${told.advice}`
  return told.state === 'gone' ? 'It was deleted or moved since.' : 'Uploaded, being made'
}

function readyText({ bytes, shown }: Extract<OriginalState, { state: 'ready' }>): string {
  return shown === null ? 'Ready.' : `Ready: ${bytesText(bytes)} in, ${bytesText(shown.bytes)} as ${shown.name}.`
}
