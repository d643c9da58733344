/** What a loader reads of the JSON of `/info/<key>`. */
export interface PictureInfo {
  readonly renditions: readonly Measure[]
}

interface Measure {
  readonly name: string
  /** In pixels, as they are. */
  readonly width: number
  readonly height: number
}

/** `null` where the rendition is not pre-warmed, so that nobody has measured it. */
export function measureOf(info: PictureInfo, name: string): Measure | null {
  return info.renditions.find((rendition) => rendition.name === name) ?? null
}
