/** A variant, as far as an address needs it; those of `sizewright.config.ts` are some. */
interface Size {
  /** In pixels. */
  readonly width?: number
  /** In pixels. */
  readonly height?: number
  readonly fit?: 'inside' | 'cover'
  readonly format?: string
}

export type Sizes = Readonly<Record<string, Size>>

/** What is there without a configuration. */
export const defaultSizes = {
  thumbnail: { width: 150, height: 150, fit: 'cover' },
  medium: { width: 600, height: 600 },
  large: { width: 1200, height: 1200 },
  webp: { width: 1200, height: 1200, format: 'webp' },
} as const satisfies Sizes

/** What somebody wants to show, in pixels of the screen. */
export interface Wanted {
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** Whether it is to fill its box. */
  readonly isCropped?: boolean
}

/** A variant that shows the whole picture and whose format the browser chooses. */
interface Step {
  readonly name: string
  /** In pixels, at most. */
  readonly width: number
}

/** The variants that differ in nothing but their size, the smallest first: what a browser may choose among. */
export function stepsOf(sizes: Sizes): Step[] {
  const whole = Object.entries(sizes).flatMap(([name, { width, fit = 'inside', format }]) =>
    width === undefined || fit === 'cover' ? [] : [{ name, width, isNegotiated: format === undefined }],
  )
  const negotiated = whole.filter(({ isNegotiated }) => isNegotiated)
  return (negotiated.length > 0 ? negotiated : whole)
    .toSorted((a, b) => a.width - b.width)
    .map(({ name, width }) => ({ name, width }))
}

/**
 * The smallest variant that covers what is wanted, or else the largest there is.
 *
 * @throws RangeError where no variant has a width
 */
export function covering(sizes: Sizes, wanted: Wanted): string {
  const crop = wanted.isCropped === true ? covers(sizes, wanted) : undefined
  const steps = stepsOf(sizes)
  const name = crop ?? (steps.find(({ width }) => width >= (wanted.width ?? Infinity)) ?? steps.at(-1))?.name
  if (name === undefined) throw new RangeError('no variant with a width shows the whole picture: name one')
  return name
}

function covers(sizes: Sizes, { width = 0, height = 0 }: Wanted): string | undefined {
  return Object.entries(sizes)
    .flatMap(([name, size]) => {
      const { width: w, height: h, fit } = size
      return fit === 'cover' && w !== undefined && h !== undefined && w >= width && h >= height
        ? [{ name, area: w * h }]
        : []
    })
    .toSorted((a, b) => a.area - b.area)[0]?.name
}
