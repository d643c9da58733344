import type { Graphic } from '../drawing/drawing.ts'
import { clip, lossyClip, noise } from './clips.ts'
import { softSpinner, spinner, sprites } from './spinners.ts'
import { recordedTerminal, scrollingPage } from './terminal.ts'

/** What moves on pages: recordings of screens, what turns, clips of a camera, and the worst that there is. */
export const animations: readonly Graphic[] = [
  recordedTerminal,
  scrollingPage,
  spinner,
  softSpinner,
  sprites,
  clip,
  lossyClip,
  noise,
]
