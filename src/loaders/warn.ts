const said = new Set<string>()

/** Says something once to who develops a page; never in production. */
export function warn(text: string): void {
  if (!isDevelopment() || said.has(text)) return
  said.add(text)
  console.warn(`sizewright: ${text}`)
}

/** What bundlers replace by a literal, where it is written just so. A page without any knows of no `process`. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return false
  }
}
