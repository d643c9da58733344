// The addresses of AWS's solution (Dynamic Image Transformation, before that Serverless Image Handler): JSON in base64, or
// thumbor's without a signature.
// https://docs.aws.amazon.com/solutions/latest/serverless-image-handler/create-and-use-image-requests.html

function readLegacy(path) {
  if (!/^e[yw][^.]*$/.test(path)) return readOptions(path, /\.(jpe?g|png|gif|webp|avif|tiff?|svg)$/i.test(path))
  const request = JSON.parse(fromBase64(decodeURIComponent(path)))
  const edits = request.edits || {}
  const resize = edits.resize || {}
  const source = (request.bucket ? 's3://' + request.bucket : '') + '/' + encodeURIComponent(request.key)
  const isFilled = /^(cover|fill)$/.test(resize.fit || 'fill')
  return askedFor(source, resize.width, resize.height, isFilled, request.outputFormat || edits.toFormat)
}
