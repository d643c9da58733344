// The addresses of thumbor and imagor: `/unsafe/…` or `/signature/…`. The signature is not checked.

function readLegacy(path) {
  const slash = path.indexOf('/')
  const rest = path.slice(slash + 1)
  if (slash < 0 || !/^(unsafe|[\w-]{20,}(=|%3D){0,2})$/.test(path.slice(0, slash)) || /^meta\//.test(rest)) return null
  return readOptions(rest, true)
}
