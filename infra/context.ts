import type { Stack } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { ConfigFault } from '../src/config/config.ts'
import type { EventSource } from './s3-events.ts'
import type { ImageServiceProps } from './props.ts'

/**
 * Reads the props from the context of CDK, for those who write no code: from `cdk.json`, or `-c originals=my-bucket`.
 * Commas make lists.
 *
 * @throws ConfigFault
 */
export function propsFromContext(stack: Stack): ImageServiceProps {
  const bucket = text(stack, 'originals')
  const events = text(stack, 'originalsEvents')
  const certificate = text(stack, 'certificateArn')
  const webAclId = text(stack, 'webAclArn')
  const alarmEmail = text(stack, 'alarmEmail')
  if (events !== undefined && !isEventSource(events)) {
    throw new ConfigFault([`originalsEvents: must be 'notifications' or 'eventbridge', but is '${events}'`])
  }
  return {
    uploadOrigins: list(stack, 'uploadOrigins'),
    domainNames: list(stack, 'domainNames'),
    rolloutOnDeploy: text(stack, 'rolloutOnDeploy') === 'true',
    ...(bucket !== undefined && { originals: importBucket(stack, bucket) }),
    ...(events !== undefined && { originalsEvents: events }),
    ...(certificate !== undefined && {
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificate),
    }),
    ...(webAclId !== undefined && { webAclId }),
    ...(alarmEmail !== undefined && { alarmEmail }),
  }
}

function importBucket(stack: Stack, bucketName: string): IBucket {
  const key = text(stack, 'originalsKeyArn')
  return Bucket.fromBucketAttributes(stack, 'Originals', {
    bucketName,
    ...(key !== undefined && { encryptionKey: Key.fromKeyArn(stack, 'OriginalsKey', key) }),
  })
}

function isEventSource(value: string): value is EventSource {
  return value === 'notifications' || value === 'eventbridge'
}

function text(stack: Stack, name: string): string | undefined {
  const value: unknown = stack.node.tryGetContext(name)
  if (Array.isArray(value)) return value.join(',')
  if (typeof value === 'boolean') return `${value}` // as `cdk.json` may have it
  return typeof value === 'string' && value !== '' ? value : undefined
}

function list(stack: Stack, name: string): string[] {
  return text(stack, name)?.split(',') ?? []
}
