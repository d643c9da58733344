import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import type { Construct, IDependable } from 'constructs'
import type { Catalogue } from '../../src/config/catalogue.ts'
import { configurationHash } from '../../src/config/recipe-hashes.ts'
import { acknowledgeProvider } from '../acknowledge.ts'
import type { Rollout } from './rollout.ts'

/** CDK's function that makes the calls of an `AwsCustomResource`. */
const CALLER = 'AWS679f53fac002430cb0da5b7982bd2287'

/**
 * Starts a rollout at the end of each deployment that changes what is stored: of the first one, and of every one that
 * changes a recipe, the set of renditions, the public prefixes, whether hidden names are served, what makes an original
 * broken, or the bucket of the originals.
 *
 * @param told what must be another for a rollout to be started: the catalogue, and the name of the originals' bucket
 * @param after what must be deployed by then
 * @returns the ARN of the execution that was started last
 */
export function startRolloutOnDeploy(
  scope: Construct,
  { machine }: Rollout,
  told: { readonly catalogue: Catalogue; readonly originals: string },
  after: readonly IDependable[],
): string {
  const start = new AwsCustomResource(scope, 'RolloutOnDeploy', {
    resourceType: 'Custom::SizewrightRollout',
    // CDK calls it at the first deployment, too, and then whenever the input changes.
    onUpdate: {
      service: 'StepFunctions',
      action: 'startExecution',
      parameters: {
        stateMachineArn: machine.stateMachineArn,
        input: JSON.stringify({ deployed: configurationHash(told.catalogue), originals: told.originals }),
      },
      physicalResourceId: PhysicalResourceId.of('rollout'),
      outputPaths: ['executionArn'],
    },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
    ]),
    installLatestAwsSdk: false,
  })
  start.node.addDependency(...after)
  acknowledgeProvider(scope, CALLER)
  return start.getResponseField('executionArn')
}
