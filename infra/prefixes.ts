/**
 * The prefixes without those that lie in another: S3 refuses two notifications whose prefixes overlap, and a rollout
 * would take the keys under them twice.
 */
export function outermost(prefixes: readonly string[]): string[] {
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)))
}

/** As a pattern of IAM, in which a star, a question mark and a dollar sign would mean something else than themselves. */
export function iamPattern(prefix: string): string {
  return `${prefix.replace(/[*?$]/g, (char) => `\${${char}}`)}*`
}

/**
 * As the filter of an S3 notification, which S3 holds against the key as it is written in the event: a space is a plus
 * sign, and whatever is special is percent-encoded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function notificationFilter(prefix: string): string {
  return encodeURIComponent(prefix)
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}
