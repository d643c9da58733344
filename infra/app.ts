import { fileURLToPath } from 'node:url'
import { App, CfnOutput, Stack } from 'aws-cdk-lib'
import config from '../sizewright.config.ts'
import { propsFromContext } from './context.ts'
import { ImageService } from './image-service.ts'

const stack = new Stack(new App(), 'Sizewright', {
  description: 'Every size of every image, made once, served from the edge',
})
const configFolder = fileURLToPath(new URL('..', import.meta.url))
const images = new ImageService(stack, 'Images', { config, configFolder, ...propsFromContext(stack) })

const outputs = {
  Url: images.url,
  DistributionDomain: images.distribution.distributionDomainName,
  OriginalsBucket: images.originals.bucketName,
  ProcessedBucket: images.processed.bucketName,
  ErrorsBucket: images.errors.bucketName,
  DashboardUrl: images.dashboardUrl,
  RolloutCommand: images.rolloutCommand,
  PurgeCommand: images.purgeCommand,
}
for (const [id, value] of Object.entries(outputs)) output(id, value)

function output(id: string, value: string): CfnOutput {
  return new CfnOutput(stack, id, { value })
}
