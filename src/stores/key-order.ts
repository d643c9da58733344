/** Orders keys by their UTF-8 bytes, as S3 lists them; JavaScript's own order is another for characters beyond U+FFFF. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
