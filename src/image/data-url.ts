/** The bytes that a data URL holds (RFC 2397), or `null` where it is none. */
export function bytesOf(dataUrl: string): Buffer | null {
  const comma = dataUrl.indexOf(',')
  if (!/^data:/i.test(dataUrl) || comma < 0) return null
  const data = dataUrl.slice(comma + 1)
  if (/;\s*base64\s*$/i.test(dataUrl.slice(0, comma))) return Buffer.from(data, 'base64')
  try {
    return Buffer.from(decodeURIComponent(data))
  } catch {
    return null // a percent sign that begins no escape
  }
}

export function isDataUrl(text: string): boolean {
  return /^data:/i.test(text)
}
