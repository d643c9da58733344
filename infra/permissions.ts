import { Aws } from 'aws-cdk-lib'
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { acknowledgeStars } from './acknowledge.ts'
import type { AnyBucket, Buckets } from './buckets.ts'

const KEYS =
  'objects are named by their keys, which nobody knows beforehand; the bucket and the public prefix are named'

/**
 * Least privilege: allows a role exactly these actions, on exactly these resources. Statements are written out, since the
 * grants that constructs offer allow more.
 *
 * @param why the reason that nothing narrower would do, for resources with a star in them
 */
export function allow(role: IRole, actions: readonly string[], resources: readonly string[], why?: string): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }))
  if (why !== undefined) acknowledgeStars(role, resources, why)
}

/**
 * A service of AWS, as long as it works for this account: otherwise anybody's resources could have it use the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function serviceOfAccount(service: string): ServicePrincipal {
  return new ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } })
}

/** Allows a role exactly these actions on objects of a bucket, under any key or under some prefixes only. */
export function allowObjects(
  role: IRole,
  actions: readonly string[],
  bucket: AnyBucket,
  prefixes: readonly string[] = [''],
): void {
  const parts = intoStatements(prefixes.flatMap(iamPatterns))
  for (const [index, patterns] of parts.entries()) {
    const resources = patterns.map((pattern) => bucket.arnForObjects(pattern))
    // CDK makes one of all statements that are alike but for what they allow, unless they have names.
    const name = parts.length > 1 ? { sid: `Objects${index + 1}` } : {}
    role.addToPrincipalPolicy(new PolicyStatement({ ...name, actions: [...actions], resources }))
    acknowledgeStars(role, resources, KEYS)
  }
}

/**
 * In characters, of the resources. A statement that has no room in a role's own policy (10,240) becomes a managed one by CDK,
 * of which IAM takes 6,144, and which cannot be divided.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LONGEST_STATEMENT = 5000
/** The characters of a resource but for its pattern, in a bucket with the longest name. */
const LONGEST_BUCKET = `"arn:aws-us-gov:s3:::${'b'.repeat(63)}/",`.length

function intoStatements(patterns: readonly string[]): string[][] {
  const parts: string[][] = []
  let room = 0
  for (const pattern of patterns) {
    const length = LONGEST_BUCKET + pattern.length
    if (length > room) {
      parts.push([])
      room = LONGEST_STATEMENT
    }
    parts.at(-1)!.push(pattern)
    room -= length
  }
  return parts
}

/**
 * Allows what both functions need to look: to read public originals, and to learn of every object whether it is there.
 * Without `s3:ListBucket` on the whole of a bucket S3 answers 403 for a missing object, and nobody could tell that from a
 * fault.
 */
export function allowLooking(role: IRole, buckets: Buckets, prefixes: readonly string[]): void {
  const { originals, processed, errors } = buckets
  allow(
    role,
    ['s3:ListBucket'],
    [originals, processed, errors].map((bucket) => bucket.bucketArn),
  )
  allowObjects(role, ['s3:GetObject'], originals, prefixes)
  if (originals.encryptionKey !== undefined) allow(role, ['kms:Decrypt'], [originals.encryptionKey.keyArn])
}

/**
 * Leaves out the prefixes that lie in another: S3 refuses two notifications whose prefixes overlap, and a rollout
 * would take the keys under them twice.
 */
export function outermost(prefixes: readonly string[]): string[] {
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)))
}

/**
 * What stands for something else in a pattern, and what it cannot have: policies take no characters beyond Latin-1, and CDK
 * no bracket without its partner in the id of an acknowledgement.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
const SPECIAL = /[*?$[\]{}]|[^\t\n\r -\u00ff]/g
const SPECIAL_WHOLE = /[*?$[\]{}]|[^\t\n\r -\u00ff]/gu

/**
 * Writes a prefix as patterns of IAM, in which a star, a question mark and a dollar sign stand for something else. A
 * question mark takes the place of each character that cannot be written. There are two patterns where a character lies
 * beyond U+FFFF: whether IAM counts it as one or, as Java does, as two is not documented.
 */
export function iamPatterns(prefix: string): string[] {
  const write = (one: string) => ('*?$'.includes(one) ? `\${${one}}` : '?')
  return [...new Set([SPECIAL, SPECIAL_WHOLE].map((special) => `${prefix.replace(special, write)}*`))]
}

/** Whether the pattern of a prefix still means that folder more than others: half of its letters at least are its own. */
export function isTight(prefix: string): boolean {
  const letters = prefix.replaceAll('/', '').length
  const lost = prefix.match(SPECIAL)?.filter((one) => !'*?$'.includes(one)).length ?? 0
  return 2 * lost <= letters
}
