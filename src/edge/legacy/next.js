// The address of Next.js's own image optimisation: `/_next/image?url=…&w=640&q=75`, under any base path.
// https://nextjs.org/docs/app/api-reference/components/image

function readLegacy(path, query) {
  if (!/(^|\/)_next\/image\/?$/.test(path)) return null
  return askedFor(valueOf(query, ['url']), valueOf(query, ['w']), '', false, '')
}
