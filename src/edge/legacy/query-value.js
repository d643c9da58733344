// For the dialects that read the query.

/** The value of the first of these parameters that is there, whether or not the edge has decoded it: AWS does not say. */
function valueOf(query, names) {
  const name = names.find((one) => has(query, one))
  if (name === undefined) return ''
  const value = query[name].value
  return value.charAt(0) === '/' || value.indexOf('://') > 0 ? value : decodeURIComponent(value)
}
