import { type Exif, tags } from './exif.ts'

/** The camera model and the time of a picture; never the place, and never which very camera. */
export interface Capture {
  readonly camera?: { readonly make?: string; readonly model?: string; readonly lens?: string }
  /** When it was taken by the camera's clock: ISO 8601, with an offset only where the camera knew it. */
  readonly taken?: string
}

export function captureOf(exif: Exif | null): Capture {
  if (exif === null) return {}
  const photo = exif.under(exif.main, tags.exif)
  const camera = {
    ...named('make', exif.text(exif.main, tags.make)),
    ...named('model', exif.text(exif.main, tags.model)),
    ...named('lens', exif.text(photo, tags.lens)),
  }
  const taken = isoTime(exif.text(photo, tags.taken) ?? '', exif.text(photo, tags.takenOffset) ?? '')
  return { ...(Object.keys(camera).length > 0 && { camera }), ...(taken !== null && { taken }) }
}

/** Whether a picture says where it was taken. Cameras write an empty block where they did not know. */
export function hasPlace(exif: Exif | null, xmp: Buffer | null): boolean {
  if (exif !== null && exif.under(exif.main, tags.gps).has(tags.latitude)) return true
  return xmp?.includes('GPSLatitude') ?? false
}

function named(name: 'make' | 'model' | 'lens', text: string | null): { [name: string]: string } {
  return text === null ? {} : { [name]: text }
}

/** EXIF 3.0, 4.6.6, DateTimeOriginal: `2026:11:25 16:48:27`, or blanks where it is unknown. */
function isoTime(text: string, offset: string): string | null {
  const [, date, time] = /^(\d{4}:[01]\d:[0-3]\d) ([0-2]\d:[0-5]\d:[0-6]\d)/.exec(text) ?? []
  if (date === undefined || time === undefined || date.includes(':00')) return null
  return `${date.replaceAll(':', '-')}T${time}${/^[+-][01]\d:[0-5]\d$/.test(offset) ? offset : ''}`
}
