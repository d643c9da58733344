/**
 * Chunks beside the picture: text, EXIF, time, physical size, C2PA, what programs keep for themselves, and all that says of
 * its colours that they are sRGB, which is so without them. Whether anything says otherwise is known before.
 */
const BESIDE = new Set(
  (
    'tEXt zTXt iTXt eXIf zxIf tIME pHYs oFFs pCAL sCAL hIST sPLT bKGD sBIT iCCP sRGB gAMA cHRM cICP ' +
    'caBX iDOT vpAg orNT prVW mkBF mkTS mkBS mkBT'
  ).split(' '),
)

/** PNG, third edition, 5: signature, then chunks to the end of the picture. */
export function stripPng(bytes: Buffer, keep: (from: number, to: number) => void): boolean {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return false
  keep(0, 8)
  for (let at = 8; ;) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) return false
    if (!BESIDE.has(type)) keep(at, end)
    if (type === 'IEND') return true
    at = end
  }
}
