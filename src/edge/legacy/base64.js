// For the dialects that write a source or a request in base64, of either alphabet.

function fromBase64(text) {
  return Buffer.from(text.replace(/-/g, '+').replace(/_/g, '/'), 'base64').toString()
}
