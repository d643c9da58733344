// A key and a size in the query, as those who resize in S3 Object Lambda or Lambda@Edge mostly have it: `/boat.jpg?w=300`.
// The name of a parameter is what is left of it where there are several customs.

function readLegacy(path, query) {
  const width = valueOf(query, ['w', 'width'])
  const height = valueOf(query, ['h', 'height'])
  const format = valueOf(query, ['f', 'fm', 'format'])
  if (!width && !height && !format && !/\.(jpe?g|png|gif|webp|avif|tiff?|svg|heic)$/i.test(path)) return null
  const isFilled = !/^(inside|outside|contain|clip|max|fit)$/.test(valueOf(query, ['fit', 'mode']))
  return askedFor('/' + path, width, height, isFilled, format)
}
