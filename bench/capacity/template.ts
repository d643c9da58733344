import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { ImageService } from '../../infra/image-service.ts'

/** What the synthesized template says of how the queue is read. */
export interface QueueReading {
  readonly batch: number
  readonly most: number
}

/** @param accountConcurrency the account's quota, `undefined` where nothing is said of it */
export function queueReading(accountConcurrency: number | undefined): QueueReading {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } }) // the functions need not be bundled to be counted
  const stack = new Stack(app, 'Capacity')
  const images = new ImageService(stack, 'Images', accountConcurrency === undefined ? {} : { accountConcurrency })
  const [mapping] = Object.values(Template.fromStack(Stack.of(images)).findResources('AWS::Lambda::EventSourceMapping'))
  const { BatchSize, ScalingConfig } = mapping?.['Properties'] ?? {}
  return { batch: Number(BatchSize), most: Number(ScalingConfig?.MaximumConcurrency) }
}
