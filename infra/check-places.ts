import { Stack, Token } from 'aws-cdk-lib'
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { ImageServiceProps } from './props.ts'
import { EDGE_REGION, whereItIs } from './region.ts'

/**
 * What is wrong with where something is that was there before: AWS says so only when it is deployed, or never.
 *
 * @param region of the stack; `undefined` where that is not known
 */
export function placeFaults({ originals, certificate }: ImageServiceProps, region: string | undefined): string[] {
  return [...originalsFaults(originals, region), ...certificateFaults(certificate)]
}

/**
 * A rollout lists buckets of its own account and region only, and S3 tells queues of its own region only.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/setup-event-notification-destination.html
 */
function originalsFaults(originals: ImageServiceProps['originals'], region: string | undefined): string[] {
  if (originals === undefined) return []
  const theirs = originals.env
  const ours = Stack.of(originals).account
  const faults: string[] = []
  if (!Token.isUnresolved(ours) && isElsewhere(theirs.account, ours))
    faults.push(
      `originals: the bucket is in account ${theirs.account}, and a rollout can list buckets of its own account only, which is ${ours}; deploy there, or replicate the originals into a bucket here`,
    )
  if (region !== undefined && isElsewhere(theirs.region, region))
    faults.push(
      `originals: the bucket is in ${theirs.region}, and a rollout can list buckets of its own region only, ${whereItIs(region)}; deploy there, or replicate the originals into a bucket here`,
    )
  return faults
}

/**
 * CDK refuses one that is imported, not one that the stack makes itself.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
 */
function certificateFaults(certificate: ICertificate | undefined): string[] {
  const region = certificate && regionOfCertificate(certificate)
  if (region === undefined || !isElsewhere(region, EDGE_REGION)) return []
  return [
    `certificate: CloudFront takes certificates from ${EDGE_REGION} only, and this one is in ${region}; have one issued there`,
  ]
}

/** `undefined` where it is not known. An imported one claims to be where the stack is; its ARN says where it is. */
function regionOfCertificate(certificate: ICertificate): string | undefined {
  const { certificateArn, env } = certificate
  if (!Token.isUnresolved(certificateArn)) return certificateArn.split(':')[3]
  return certificate instanceof Certificate ? env.region : undefined
}

function isElsewhere(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && one !== other
}
