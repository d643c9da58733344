import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { acknowledgeStars } from './acknowledge.ts'
import { iamPattern, outermost } from './prefixes.ts'
import type { AnyBucket, Stores } from './buckets.ts'

const KEYS =
  'objects are named by their keys, which nobody knows beforehand; the bucket and the public prefix are named'

/**
 * Allows a role exactly these actions, on exactly these resources. Written out, since the grants that constructs offer
 * allow more than is asked for here.
 *
 * @param why for resources with a star in them: the reason that nothing narrower would do
 */
export function allow(role: IRole, actions: readonly string[], resources: readonly string[], why?: string): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }))
  if (why !== undefined) acknowledgeStars(role, resources, why)
}

/** The same on objects of a bucket, under any key or under some prefixes only. */
export function allowObjects(
  role: IRole,
  actions: readonly string[],
  bucket: AnyBucket,
  prefixes: readonly string[] = [''],
): void {
  const resources = outermost(prefixes).map((prefix) => bucket.arnForObjects(iamPattern(prefix)))
  allow(role, actions, resources, KEYS)
}

/**
 * What both functions need to look: to read public originals, and to learn of every object whether it is there. Without
 * `s3:ListBucket` on the whole of a bucket S3 answers 403 for what is missing, and nobody could tell it from a fault.
 */
export function allowLooking(role: IRole, stores: Stores, prefixes: readonly string[]): void {
  const { originals, processed, errors } = stores
  allow(
    role,
    ['s3:ListBucket'],
    [originals, processed, errors].map((bucket) => bucket.bucketArn),
  )
  allowObjects(role, ['s3:GetObject'], originals, prefixes)
  if (originals.encryptionKey !== undefined) allow(role, ['kms:Decrypt'], [originals.encryptionKey.keyArn])
}
