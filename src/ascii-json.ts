/**
 * JSON in plain ASCII. It is JavaScript, too, to whose older engines U+2028 ends a line, and it has none of the
 * characters that XML 1.0, and with it SQS, knows not (U+FFFE).
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
