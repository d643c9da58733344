import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { ImageService } from '../../infra/image-service.ts'
import { asked, drawing } from './drawing.ts'

/**
 * The default stack in an account, by CDK's integ-runner (`npm run test:account`): a picture is uploaded and asked for. What
 * the runner finds under `integ.*.ts` it runs, and compares with the snapshot of the last time.
 */
const app = new App()
const stack = new Stack(app, 'SizewrightInteg')
const images = new ImageService(stack, 'Images')
const { assertions } = new IntegTest(app, 'Default', { testCases: [stack] })

let last = assertions.awsApiCall('S3', 'putObject', {
  Bucket: images.originals.bucketName,
  Key: drawing.key,
  Body: drawing.body,
  ContentType: 'image/svg+xml',
})
for (const { path, method, answer } of asked) {
  const call = assertions.httpApiCall(images.url + path, { method })
  call.expect(ExpectedResult.objectLike(answer)).waitForAssertions({ totalTimeout: Duration.minutes(3) })
  last = last.next(call)
}
