/** Where the page of one original is. */
export function pageUrl(key: string): string {
  return `/_gallery/original?key=${encodeURIComponent(key)}`
}
