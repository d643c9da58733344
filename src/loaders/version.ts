/** One for all pictures, such as the number of a build, or what the page knows of each, such as when it was changed. */
export type Version = string | number | ((key: string) => string | number | undefined)

/** `?v=2`, or nothing where there is no version. */
export function versionQuery(version: Version | undefined, key: string): string {
  const value = typeof version === 'function' ? version(key) : version
  return value === undefined || value === '' ? '' : `?v=${encodeURIComponent(value)}`
}
