import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { KeyGroup, PriceClass } from 'aws-cdk-lib/aws-cloudfront'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { ConfigFault } from '../src/config/config.ts'
import { type Context, readContext } from './read-context.ts'
import type { ImageServiceProps } from './props.ts'

/**
 * Reads the props from the context of CDK, for those who write no code: from `cdk.json`, or `-c originals=my-bucket`.
 * Commas make lists. The configuration is a file of its own.
 *
 * @throws ConfigFault naming every fault at once
 */
export function propsFromContext(stack: Stack): ImageServiceProps {
  const context = readContext(stack)
  const { text, list, number, flag, choice } = context
  const props = {
    ...whereFrom(stack, context),
    uploadOrigins: list('uploadOrigins'),
    versioned: flag('versioned'),
    domainNames: list('domainNames'),
    certificate: made('certificateArn', (arn) => Certificate.fromCertificateArn(stack, 'Certificate', arn)),
    webAclId: text('webAclArn'),
    rateLimit: number('rateLimit'),
    trustedKeyGroups: list('trustedKeyGroups')?.map((id, index) =>
      KeyGroup.fromKeyGroupId(stack, `KeyGroup${index}`, id),
    ),
    priceClass: choice('priceClass', byValue(Object.values(PriceClass))),
    viewerLogs: made('viewerLogs', (name) => Bucket.fromBucketName(stack, 'ViewerLogs', name)),
    alarmEmail: text('alarmEmail'),
    monthlyBudget: number('monthlyBudget'),
    logRetention: choice('logRetention', retentions),
    errorRetention: days(number('errorRetention')),
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
  if (context.faults.length > 0) throw new ConfigFault(context.faults)
  return withoutUndefined(props)

  function made<Value>(name: string, make: (value: string) => Value): Value | undefined {
    const value = text(name)
    return value === undefined ? undefined : make(value)
  }
}

/** In days, as Lambda's console has it; CloudWatch takes these only. */
const retentions = Object.fromEntries(
  Object.values(RetentionDays)
    .filter((value) => typeof value === 'number')
    .map((value) => [value === RetentionDays.INFINITE ? 'infinite' : `${value}`, value]),
)

const removalPolicies = byValue([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.DESTROY])

function whereFrom(stack: Stack, { text, choice }: Context) {
  const bucket = text('originals')
  return {
    originals: bucket === undefined ? undefined : importBucket(stack, bucket, text('originalsKeyArn')),
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

function days(count: number | undefined): Duration | undefined {
  return count === undefined ? undefined : Duration.days(count)
}

function byValue<Value extends string>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value) => [value, value]))
}

type Given<Props> = { [Name in keyof Props]?: Exclude<Props[Name], undefined> }

function withoutUndefined<Props extends object>(props: Props): Given<Props> {
  const given = Object.entries(props).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Given<Props> // oxlint-disable-line typescript/no-unsafe-type-assertion -- the names and values are those of `props`
}
