import { fileURLToPath } from 'node:url'
import { type App, CfnOutput, CrossStackReferences, ReferenceStrength, Stack } from 'aws-cdk-lib'
import config from '../sizewright.config.ts'
import { withFaults } from '../src/config/config.ts'
import { createBoundsStack } from './bounds-stack.ts'
import { propsFromContext } from './context.ts'
import { ImageService } from './image-service.ts'
import { EDGE_REGION } from './region.ts'

/** Where the stacks go, and what they are called. */
export interface Place {
  /** `undefined` where only the deployment knows it. */
  readonly account?: string | undefined
  readonly region?: string | undefined
  /** The name of the service's stack; those of the others begin with it. */
  readonly name: string
}

/**
 * Makes the service's stack, of `sizewright.config.ts` and the context, and those that must be in us-east-1 where they are
 * asked for and it is not.
 *
 * @throws ConfigFault naming every fault at once
 */
export function createStacks(app: App, { account, region, name }: Place): void {
  // CloudFormation reads the other stacks' outputs itself; the other way would add functions that copy them between regions.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
  CrossStackReferences.of(app).consume(ReferenceStrength.WEAK)
  const inRegion = (one: string) => ({ env: { ...(account !== undefined && { account }), region: one } })
  const elsewhere = region === undefined || region === EDGE_REGION ? null : region
  const atEdge = (what: string) => ({ ...inRegion(EDGE_REGION), stackName: `${name}${what}-${elsewhere}` })

  const stack = new Stack(app, name, {
    ...(region !== undefined && inRegion(region)),
    description: 'Every size of every image, made once, served from the edge',
  })
  const asked = propsFromContext(stack)
  const bounded =
    elsewhere === null
      ? { props: asked.props, faults: [] }
      : createBoundsStack(app, `${name}Bounds`, atEdge('Bounds'), asked.props)
  const configFolder = fileURLToPath(new URL('..', import.meta.url))
  const images = withFaults(
    [...asked.faults, ...bounded.faults],
    () => new ImageService(stack, 'Images', { config, configFolder, ...bounded.props }),
  )
  if (elsewhere !== null && asked.props.alarmEmail !== undefined) {
    const description = 'Sizewright: alarms on what CloudFront counts'
    images.watchEdge(new Stack(app, `${name}EdgeAlarms`, { ...atEdge('EdgeAlarms'), description }))
  }
  addOutputs(stack, images)
}

function addOutputs(stack: Stack, images: ImageService): void {
  const outputs = {
    Url: images.url,
    DistributionDomain: images.distribution.distributionDomainName,
    OriginalsBucket: images.originals.bucketName,
    ProcessedBucket: images.processed.bucketName,
    ErrorsBucket: images.errors.bucketName,
    DashboardUrl: images.dashboardUrl,
    Rollout: images.rolloutNotice,
    RolloutCommand: images.rolloutCommand,
    PurgeCommand: images.purgeCommand,
  }
  for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value }) // oxlint-disable-line no-new -- constructs are made so
}
