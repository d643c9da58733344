import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { KeyGroup, PriceClass } from 'aws-cdk-lib/aws-cloudfront'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api'
import { synth, type Synthesized } from './synth.ts'

/** How CDK is told that CloudFormation itself reads the outputs of another stack. */
const WEAK = '@aws-cdk/core:defaultCrossStackReferences'

/** What holds of the service holds of each of these. */
export const variants: Record<string, (context: Record<string, unknown>) => Synthesized> = {
  'with nothing said': (context) => synth({}, context),
  'with everything said': (context) =>
    synth(
      (stack) => ({
        config: { prefixes: ['photos/', 'a*/', '{id}/', 'a]b/', 'photo/写真/'] },
        rolloutOnDeploy: true,
        alarmEmail: 'ops@example.com',
        uploadOrigins: ['https://www.example.com'],
        versioned: true,
        removalPolicy: RemovalPolicy.DESTROY,
        webAclId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b',
        domainNames: ['images.example.com'],
        certificate: Certificate.fromCertificateArn(stack, 'C', 'arn:aws:acm:us-east-1:111122223333:certificate/c'),
      }),
      context,
    ),
  'with the rest said': (context) =>
    synth(
      (stack) => ({
        config: { prefixes: ['photos/'], formats: ['avif', 'webp'] },
        originalsEvents: 'eventbridge',
        trustedKeyGroups: [KeyGroup.fromKeyGroupId(stack, 'Readers', 'readers')],
        priceClass: PriceClass.PRICE_CLASS_100,
        viewerLogs: Bucket.fromBucketName(stack, 'Views', 'views'),
        logRetention: RetentionDays.ONE_YEAR,
        errorRetention: Duration.days(7),
        architecture: Architecture.X86_64,
        memorySize: 3008,
        serveConcurrency: 100,
        reconcileConcurrency: 50,
        rolloutConcurrency: 10,
        serviceName: 'pictures',
      }),
      context,
    ),
  'on an existing bucket': (context) =>
    synth(
      (stack) => ({
        config: { prefixes: ['{id}/', 'a]b/', 'photo/写真/'] },
        originals: Bucket.fromBucketName(stack, 'Uploads', 'uploads'),
      }),
      context,
    ),
  'on an existing bucket with a key of KMS': (context) =>
    synth(
      (stack) => ({
        originals: Bucket.fromBucketAttributes(stack, 'Uploads', {
          bucketName: 'uploads',
          encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/k'),
        }),
      }),
      context,
    ),
  'on an existing bucket, by EventBridge': (context) =>
    synth(
      (stack) => ({
        originals: Bucket.fromBucketName(stack, 'Uploads', 'uploads'),
        originalsEvents: 'eventbridge',
      }),
      context,
    ),
  'in us-east-1, with the bill bounded': (context) =>
    synth({ rateLimit: 2000, monthlyBudget: 50, alarmEmail: 'ops@example.com' }, context, 'us-east-1'),
  'in eu-central-1, with the alarms of the edge in us-east-1': (context) => {
    const there = synth({ alarmEmail: 'ops@example.com' }, { [WEAK]: 'weak', ...context }, 'eu-central-1')
    there.images.watchEdge(new Stack(there.app, 'Alarms', { env: { account: '111122223333', region: 'us-east-1' } }))
    return there
  },
  'in an app with all flags that CDK recommends': (context) =>
    synth({ rolloutOnDeploy: true }, { ...CURRENTLY_RECOMMENDED_FLAGS, ...context }),
}
