import { heicInstallCommand } from '../image/heic-decoder.ts'
import { showCount } from './figures.ts'
import type { Report } from './report.ts'

/** Something that the owner of the collection may want to look at. */
export interface Finding {
  readonly objects: number
  readonly words: string
  readonly examples: Report['others']['examples']
}

const unaddressable: Readonly<Record<string, string>> = {
  'folder-marker': 'a slash at the end, as consoles mark folders',
  'empty-segment': 'a slash at the beginning, or two in a row',
  'dot-segment': "a segment '.' or '..'",
  'control-character': 'a control character',
  backslash: 'a backslash',
  'not-unicode': 'no valid UTF-8',
  'too-long': 'too long for a rendition path of 1,024 bytes',
}

function wordsForRefusal(name: string, { bytes, pixels }: Report['limits']): string {
  const words: Readonly<Record<string, string>> = {
    empty: 'Called a picture, and empty',
    'not-a-picture': 'Called a picture, and none by the first bytes',
    unsupported: 'Of a kind that is not supported',
    'no-font': 'Drawings with text for which there is no font: name a folder with one as fonts',
    'foreign-html': 'Drawings with labels in HTML (foreignObject), which are not drawn: export them with text instead',
    damaged: 'Damaged, its header cannot be read',
    'too-many-bytes': `More bytes than limits.bytes (${showCount(bytes)})`,
    'too-many-pixels': `More pixels than limits.pixels (${showCount(pixels)})`,
    raw: "Raw data of a camera's sensor, which is not developed here: what pages are to show has to lie beside as JPEG",
    'no-heic-decoder': `HEIC, for which no decoder is installed (${heicInstallCommand})`,
  }
  return words[name] ?? name
}

/** Everything that stands out; what keeps pictures from being served comes first. */
export function findingsIn(report: Report): Finding[] {
  const { faults, refused, formats, located, animations, special, limits, forecast } = report
  const { frames, animationPixels } = limits
  const all = [
    finding(faults, 'Could not be read'),
    finding(
      report.archived,
      'Archived (Glacier, Deep Archive, or an archive tier of Intelligent-Tiering): what was made before is served, nothing else until it is restored',
    ),
    ...refused.map((group) => finding(group, wordsForRefusal(group.name, limits))),
    ...(forecast === null ? [] : [finding(forecast.sample.broken, 'Damaged behind its header, among those rendered')]),
    ...report.unaddressable.map((group) =>
      finding(group, `No URL can name its key: ${unaddressable[group.name] ?? group.name}`),
    ),
    finding(
      report.hidden,
      'Hidden: a name begins with a dot or is that of a trash or thumbnail folder; hidden: true serves it all the same',
    ),
    finding(
      report.raw,
      'Named as raw photos, which are left alone: what pages are to show of them has to lie beside as JPEG',
    ),
    finding(
      report.decomposed,
      'Named with accents apart from their letters (Unicode NFD, as macOS writes them): only URLs of the same spelling find them, and pages mostly write NFC; rename them, as by convmv -f utf8 -t utf8 --nfc',
    ),
    finding(special, 'A link or a device, which is not followed'),
    finding(
      animations.still,
      `More than limits.frames (${showCount(frames)}) or limits.animationPixels (${showCount(animationPixels)}), becomes a still picture`,
    ),
    ...formats.map(({ name, misleading }) =>
      finding(misleading, `${kindName(name)}, but named as something else; what is in it counts`),
    ),
    finding(located, 'Says where it was taken (GPS): no rendition tells, but the original does'),
  ]
  return all.filter(({ objects }) => objects > 0)
}

function finding({ objects, examples }: Report['others'], words: string): Finding {
  return { objects, words, examples }
}

/** The name of a kind of picture as people write it. */
export function kindName(kind: string): string {
  return kind === 'webp' ? 'WebP' : kind.toUpperCase()
}
