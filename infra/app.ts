import { fileURLToPath } from 'node:url'
import { App, CfnOutput, CrossStackReferences, ReferenceStrength, Stack } from 'aws-cdk-lib'
import config from '../sizewright.config.ts'
import { ConfigFault, withFaults } from '../src/config/config.ts'
import { propsFromContext } from './context.ts'
import { createBoundsStack } from './bounds-stack.ts'
import { ImageService } from './image-service.ts'
import { EDGE_REGION } from './region.ts'

const app = new App()
// CloudFormation reads the other stacks' outputs itself; the other way would add functions that copy them between regions.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
CrossStackReferences.of(app).consume(ReferenceStrength.WEAK)
// The command line of CDK says where to. Without an account nobody knows.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env
const here = account === undefined || region === undefined ? {} : { env: { account, region } }
const atEdge =
  account === undefined || region === undefined || region === EDGE_REGION
    ? null
    : { env: { account, region: EDGE_REGION } }

const stack = new Stack(app, 'Sizewright', {
  ...here,
  description: 'Every size of every image, made once, served from the edge',
})
const asked = propsFromContext(stack)
const bounded =
  atEdge === null ? { props: asked.props, faults: [] } : createBoundsStack(app, atEdge, String(region), asked.props)
const configFolder = fileURLToPath(new URL('..', import.meta.url))
const images = orSay(() =>
  withFaults(
    [...asked.faults, ...bounded.faults],
    () => new ImageService(stack, 'Images', { config, configFolder, ...bounded.props }),
  ),
)
if (atEdge !== null && asked.props.alarmEmail !== undefined) {
  images.watchEdge(
    new Stack(app, 'SizewrightEdgeAlarms', {
      ...atEdge,
      stackName: `SizewrightEdgeAlarms-${region}`,
      description: 'Sizewright: alarms on what CloudFront counts',
    }),
  )
}

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
for (const [id, value] of Object.entries(outputs)) output(id, value)

function output(id: string, value: string): CfnOutput {
  return new CfnOutput(stack, id, { value })
}

/** What the user got wrong is told without a stack trace. */
function orSay<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    console.error(error.message)
    return process.exit(1)
  }
}
