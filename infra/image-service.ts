import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch'
import { type Distribution, PriceClass } from 'aws-cdk-lib/aws-cloudfront'
import { Architecture, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { ConfigFault } from '../src/config/config.ts'
import { createCatalogue } from '../src/config/catalogue.ts'
import { decoders } from '../src/image/sniff.ts'
import { createBudget } from './budget.ts'
import { type AnyBucket, asAny, createBuckets } from './buckets.ts'
import { checkProps } from './check-props.ts'
import { divideConcurrency } from './concurrency.ts'
import { createDistribution } from './distribution.ts'
import { createReconcileFunction, createServeFunction } from './functions.ts'
import { createRuleAlarms } from './monitoring/alarm-rule.ts'
import { createAlarms } from './monitoring/alarms.ts'
import { createDashboard } from './monitoring/dashboard.ts'
import { type EdgeResources, edgeRules } from './monitoring/edge.ts'
import { outermost } from './permissions.ts'
import type { ImageServiceProps } from './props.ts'
import { createQueues } from './queues.ts'
import { EDGE_REGION, regionOf, whereItIs } from './region.ts'
import { startRolloutOnDeploy } from './rollout/on-deploy.ts'
import { createRolloutNotice } from './rollout/notice.ts'
import { createRollout } from './rollout/rollout.ts'
import { sendEvents } from './s3-events.ts'
import { createWebAcl } from './web-acl.ts'

export type { ImageServiceProps } from './props.ts'

/**
 * Every size of every image, made once, served from the edge: buckets, functions, queue, distribution, alarms.
 *
 * @example
 * const images = new ImageService(this, 'Images', {
 *   config: { variants: { hero: { width: 1920, height: 800, fit: 'cover' } } },
 *   originals: Bucket.fromBucketName(this, 'Uploads', 'my-uploads'),
 *   alarmEmail: 'ops@example.com',
 * })
 * new CfnOutput(this, 'Url', { value: images.url })
 */
export class ImageService extends Construct {
  /** Where the pictures are: the first of the domain names, or the distribution's own; no slash at the end. */
  readonly url: string
  readonly distribution: Distribution
  /** What is uploaded. */
  readonly originals: AnyBucket
  /** What is made of the originals; the names of its objects are the paths of the URLs. */
  readonly processed: Bucket
  /** Copies of originals that are broken or too large, with the reason in their metadata. */
  readonly errors: Bucket
  /** Access logs of the buckets, and reports of rollouts. */
  readonly logs: Bucket
  /** Keys to look at. To have one looked at, send `{"key": "holiday/boat.jpg"}`. */
  readonly queue: Queue
  readonly deadLetters: Queue
  /** Answers what is not stored yet. */
  readonly serve: LambdaFunction
  /** Makes what is stored agree with the originals. */
  readonly reconcile: LambdaFunction
  /** Takes up a changed configuration, or what was in a bucket before. */
  readonly rollout: StateMachine
  /** Empties every edge. */
  readonly purge: StateMachine
  /** Whether the last deployment with other code or another configuration needs a rollout, and why; known once it is done. */
  readonly rolloutNotice: string
  readonly alarms: readonly Alarm[]
  readonly dashboard: Dashboard
  private readonly edge: EdgeResources
  private readonly alarmEmail: string | undefined

  /** @throws ConfigFault naming every fault of the configuration, its images and the other props at once */
  constructor(scope: Construct, id: string, props: ImageServiceProps = {}) {
    super(scope, id)
    // Nobody knows the feature flags of the app that uses this construct; without this one, access logs would need ACLs.
    this.node.setContext('@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy', true)
    const settings = checkProps(props, regionOf(this))
    const catalogue = createCatalogue(settings, decoders)
    const {
      logRetention = RetentionDays.THREE_MONTHS,
      removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      originalsEvents = 'notifications',
      serviceName = 'sizewright',
      domainNames = [],
    } = props
    const prefixes = outermost(settings.prefixes)
    const concurrency = divideConcurrency(props)

    const buckets = createBuckets(this, {
      originals: props.originals,
      uploadOrigins: props.uploadOrigins ?? [],
      versioned: props.versioned ?? false,
      logRetention,
      errorRetention: props.errorRetention ?? Duration.days(90),
      removalPolicy,
    })
    const queues = createQueues(this)
    if (props.originals === undefined && originalsEvents === 'eventbridge')
      buckets.originals.enableEventBridgeNotification()
    sendEvents(this, buckets.originals, originalsEvents, prefixes, queues)

    const functions = {
      buckets,
      queues,
      settings,
      prefixes,
      serviceName,
      architecture: props.architecture ?? Architecture.ARM_64,
      memorySize: props.memorySize ?? 1769,
      logRetention,
      removalPolicy,
    }
    const { function: serve, url: serveUrl } = createServeFunction(this, functions, props.serveConcurrency)
    const webAclId = props.rateLimit === undefined ? props.webAclId : createWebAcl(this, props.rateLimit).attrArn
    const edge = createDistribution(this, {
      processed: asAny(buckets.processed),
      serveUrl,
      table: catalogue.table,
      domainNames,
      certificate: props.certificate,
      webAclId,
      trustedKeyGroups: props.trustedKeyGroups ?? [],
      priceClass: props.priceClass ?? PriceClass.PRICE_CLASS_ALL,
      viewerLogs: props.viewerLogs,
    })
    const { distribution } = edge
    const reconcile = createReconcileFunction(this, functions, distribution, concurrency.reconcile)
    const rollout = createRollout(this, {
      buckets,
      reconcile,
      distribution,
      prefixes,
      concurrency: concurrency.rollout,
      logRetention,
    })
    const after = [rollout.machine, serve, reconcile, distribution]
    const told = { catalogue, originals: buckets.originals.bucketName }
    const started = props.rolloutOnDeploy === true ? startRolloutOnDeploy(this, rollout, told, after) : ''
    this.rolloutNotice = createRolloutNotice(this, {
      ...told,
      functions: [serve, reconcile],
      started,
      after,
      logRetention,
      removalPolicy,
    })
    if (props.monthlyBudget !== undefined && props.alarmEmail !== undefined)
      createBudget(this, props.monthlyBudget, props.alarmEmail)
    const watched = { ...edge, serve, reconcile, queues, rollout: rollout.machine, serviceName }
    const alarms = createAlarms(this, watched, props.alarmEmail)
    const dashboard = createDashboard(this, watched, alarms)

    this.url = `https://${domainNames[0] ?? distribution.distributionDomainName}`
    this.distribution = distribution
    this.originals = buckets.originals
    this.processed = buckets.processed
    this.errors = buckets.errors
    this.logs = buckets.logs
    this.queue = queues.queue
    this.deadLetters = queues.deadLetters
    this.serve = serve
    this.reconcile = reconcile
    this.rollout = rollout.machine
    this.purge = rollout.purge
    this.alarms = alarms
    this.dashboard = dashboard
    this.edge = edge
    this.alarmEmail = props.alarmEmail
  }

  /**
   * Makes the alarms on what CloudFront counts in another stack, which must be in us-east-1; they go to `alarmEmail`, too. In a
   * stack that is there itself they are among `alarms`.
   *
   * @throws ConfigFault
   */
  watchEdge(scope: Construct): readonly Alarm[] {
    const region = regionOf(scope)
    if (region !== EDGE_REGION)
      throw new ConfigFault([`watchEdge: CloudFront counts in ${EDGE_REGION} only, ${whereItIs(region)}`])
    return createRuleAlarms(scope, edgeRules(this.edge), this.alarmEmail)
  }

  /** Starts a rollout; with `--input '{"prefix":"photos/"}'` one of the originals under a prefix only. */
  get rolloutCommand(): string {
    return startCommand(this.rollout)
  }

  /** Empties every edge. */
  get purgeCommand(): string {
    return startCommand(this.purge)
  }

  get dashboardUrl(): string {
    const { region } = Stack.of(this)
    return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${this.dashboard.dashboardName}`
  }
}

function startCommand(machine: StateMachine): string {
  return `aws stepfunctions start-execution --region ${Stack.of(machine).region} --state-machine-arn ${machine.stateMachineArn}`
}
