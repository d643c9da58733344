import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { KeyGroup, PriceClass } from 'aws-cdk-lib/aws-cloudfront'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { type Context, readContext } from './read-context.ts'
import type { ImageServiceProps } from './props.ts'

/**
 * Reads the props from the context of CDK, for those who write no code: from `cdk.json`, or `-c originals=my-bucket`.
 * Commas make lists. The configuration is a file of its own.
 *
 * @returns the props, and what is wrong with those that are left out
 */
export function propsFromContext(stack: Stack): {
  readonly props: ImageServiceProps
  readonly faults: readonly string[]
} {
  const context = readContext(stack)
  const { text, list, number, days, flag, choice, matching, arn, bucket } = context
  const props = {
    ...whereFrom(stack, context),
    uploadOrigins: list('uploadOrigins'),
    versioned: flag('versioned'),
    domainNames: list('domainNames'),
    certificate: made(arn('certificateArn'), (arn) => Certificate.fromCertificateArn(stack, 'Certificate', arn)),
    webAclId: arn('webAclArn'),
    rateLimit: number('rateLimit'),
    trustedKeyGroups: list('trustedKeyGroups')?.map((id, index) =>
      KeyGroup.fromKeyGroupId(stack, `KeyGroup${index}`, id),
    ),
    priceClass: choice('priceClass', byValue(Object.values(PriceClass))),
    viewerLogs: made(bucket('viewerLogs'), (name) => Bucket.fromBucketName(stack, 'ViewerLogs', name)),
    alarmEmail: matching('alarmEmail', /^[^\s@]+@[^\s@]+$/, 'an address like ops@example.com'),
    monthlyBudget: number('monthlyBudget'),
    logRetention: choice('logRetention', retentions),
    errorRetention: made(days('errorRetention'), (count) => Duration.days(count)),
    architecture: choice('architecture', { arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 }),
    memorySize: number('memorySize'),
    accountConcurrency: number('accountConcurrency'),
    serveConcurrency: number('serveConcurrency'),
    reconcileConcurrency: number('reconcileConcurrency'),
    rolloutConcurrency: number('rolloutConcurrency'),
    rolloutOnDeploy: flag('rolloutOnDeploy'),
    serviceName: text('serviceName'),
    removalPolicy: choice('removalPolicy', removalPolicies),
  }
  return { props: withoutUndefined(props), faults: context.faults }
}

/** In days, as Lambda's console has it; CloudWatch takes these only. */
const retentions = Object.fromEntries(
  Object.values(RetentionDays)
    .filter((value) => typeof value === 'number')
    .map((value) => [value === RetentionDays.INFINITE ? 'infinite' : `${value}`, value]),
)

const removalPolicies = byValue([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.DESTROY])

function whereFrom(stack: Stack, { arn, bucket, choice }: Context) {
  const key = arn('originalsKeyArn')
  return {
    originals: made(bucket('originals'), (name) => importBucket(stack, name, key)),
    originalsEvents: choice('originalsEvents', {
      notifications: 'notifications' as const,
      eventbridge: 'eventbridge' as const,
    }),
  }
}

function importBucket(stack: Stack, bucketName: string, key: string | undefined): IBucket {
  return Bucket.fromBucketAttributes(stack, 'Originals', {
    bucketName,
    ...(key !== undefined && { encryptionKey: Key.fromKeyArn(stack, 'OriginalsKey', key) }),
  })
}

function made<Read, Made>(value: Read | undefined, make: (value: Read) => Made): Made | undefined {
  return value === undefined ? undefined : make(value)
}

function byValue<Value extends string>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value) => [value, value]))
}

type Given<Props> = { [Name in keyof Props]?: Exclude<Props[Name], undefined> }

function withoutUndefined<Props extends object>(props: Props): Given<Props> {
  const given = Object.entries(props).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Given<Props> // oxlint-disable-line typescript/no-unsafe-type-assertion -- the names and values are those of `props`
}
