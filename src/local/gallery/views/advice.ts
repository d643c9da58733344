import { isReason, type Reason } from '../../../errors.ts'

/** What somebody can do for an original of which nothing is made: a sentence for each reason. */
const ADVICE: Readonly<Record<Reason | 'archived', string>> = {
  empty: 'Copy or upload it again: none of it has arrived.',
  'not-a-picture': 'Export the picture again, or give the file the ending of what it is.',
  unsupported: 'Save it as JPEG, PNG, WebP or AVIF, and put that in its place.',
  'no-font':
    'Name a folder with such a font as fonts in the configuration, or save the drawing with its text as paths.',
  'foreign-html': 'Save the drawing with its labels as text, and put that in its place.',
  damaged: 'Copy or export it again from where it is whole: a part of the file is missing or wrong.',
  'too-many-bytes': 'Save it smaller, or raise limits.bytes in the configuration.',
  'too-many-pixels': 'Save it with fewer pixels, or raise limits.pixels in the configuration.',
  'too-costly': 'Save it with fewer pixels or frames, or as JPEG or PNG.',
  archived: 'Restore it in its bucket: then it is made.',
}

/** @param reason a `Reason`, or `archived`; anything else where it is not known */
export function adviceFor(reason: string | undefined): string {
  if (reason === 'archived' || isReason(reason)) return ADVICE[reason]
  return 'Replace it, or have it tried again.'
}
