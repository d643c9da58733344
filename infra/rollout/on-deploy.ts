import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import type { Construct, IDependable } from 'constructs'
import type { Catalogue } from '../../src/config/catalogue.ts'
import { configurationHash } from '../../src/config/recipe-hashes.ts'
import { acknowledge } from '../acknowledge.ts'
import type { Rollout } from './rollout.ts'

/**
 * Starts a rollout at the end of each deployment that changes what is stored: the first one, and then whenever a
 * recipe, the set of renditions, the public prefixes, whether hidden names are served, or what makes an original broken is
 * another than before.
 *
 * @param after what must be deployed by then
 */
export function startRolloutOnDeploy(
  scope: Construct,
  { machine }: Rollout,
  catalogue: Catalogue,
  after: readonly IDependable[],
): void {
  const start = new AwsCustomResource(scope, 'RolloutOnDeploy', {
    resourceType: 'Custom::SizewrightRollout',
    // It is called for the first deployment too, and then when the input is another.
    onUpdate: {
      service: 'StepFunctions',
      action: 'startExecution',
      parameters: {
        stateMachineArn: machine.stateMachineArn,
        input: JSON.stringify({ deployed: configurationHash(catalogue) }),
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
  acknowledgeCaller(scope)
}

/** CDK's own function that makes the call; there is one in a stack. */
function acknowledgeCaller(scope: Construct): void {
  const caller = Stack.of(scope).node.tryFindChild('AWS679f53fac002430cb0da5b7982bd2287')
  if (caller === undefined) return
  acknowledge(
    caller,
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'CDK’s own function, which runs at deployments only; it writes its log',
  )
}
