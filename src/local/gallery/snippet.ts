/** A text to be copied into a website's sources. */
export interface Snippet {
  readonly title: string
  readonly about: string
  readonly code: string
}
