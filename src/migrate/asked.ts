/** What an address of another service asks for. */
export interface Asked {
  /** In pixels; 0 where the side is open. */
  readonly width: number
  readonly height: number
  /** Whether the box is filled and the rest cropped. */
  readonly cover: boolean
  /** In lower case; empty where none is named. */
  readonly format: string
  /** Where the original lies: a URL, or a path that begins with a slash. */
  readonly source: string
}

/** An address taken apart: the path as it was written, without its first slash, and the query. */
export interface Address {
  readonly path: string
  readonly query: Readonly<Record<string, { readonly value: string }>>
  /** Both together, as it was written. */
  readonly text: string
}

/** Reads addresses of one service: `null` for one of another, `'unreadable'` for one whose source is encrypted or damaged. */
export interface Reader {
  readonly name: string
  read(address: Address): Asked | 'unreadable' | null
}

/** A side in pixels, times the density of the screen. */
export function side(text: string | undefined, density = 1): number {
  const pixels = Math.ceil(Number(text) * density)
  return pixels > 0 && pixels < 100_000 ? pixels : 0
}
