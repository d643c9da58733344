import { readFileSync } from 'node:fs'
import { CustomResource, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct, IDependable } from 'constructs'
import type { Catalogue } from '../../src/config/catalogue.ts'
import { storedFacts } from '../../src/config/recipe-hashes.ts'
import { allow } from '../permissions.ts'

/** What the notice of a rollout is made with. */
export interface NoticeProps {
  readonly catalogue: Catalogue
  /** The name of the originals' bucket: with another one, all that is stored stems from elsewhere. */
  readonly originals: string
  /** The functions whose code makes what is stored: with other code the notice is told anew, whatever it says. */
  readonly functions: readonly LambdaFunction[]
  /** The ARN of the execution that this deployment has started; empty where deployments start none. */
  readonly started: string
  /** What must be deployed by then. */
  readonly after: readonly IDependable[]
  readonly logRetention: RetentionDays
  readonly removalPolicy: RemovalPolicy
}

/** A line with nothing but a comment. */
const COMMENT = /^ *(?:\/\/|\/\*|\*).*\n/gm

/** CloudFormation's limit on a function's code in a template. */
const MAX_CHARACTERS = 4096

/**
 * Has CloudFormation ask, at the end of each deployment with other code or another configuration, whether what is stored
 * has to be made anew. It calls a custom resource only where one of its properties has changed, and keeps its attributes
 * otherwise: so the code is among the properties, and the notice says when it was told.
 *
 * @returns the notice, for an output
 */
export function createRolloutNotice(scope: Construct, props: NoticeProps): string {
  const { catalogue, originals, functions, started, after, logRetention, removalPolicy } = props
  const logGroup = new LogGroup(scope, 'RolloutNoticeLog', { retention: logRetention, removalPolicy })
  const role = new Role(scope, 'RolloutNoticeRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])
  const teller = new LambdaFunction(scope, 'RolloutNotice', {
    description: 'Sizewright: says at a deployment whether it needs a rollout',
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(noticeText()),
    timeout: Duration.seconds(20),
    role,
    logGroup,
  })
  const { renditions, refusing, fonts, prefixes, hidden } = storedFacts(catalogue)
  const notice = new CustomResource(scope, 'RolloutNoticeTold', {
    resourceType: 'Custom::SizewrightRolloutNotice',
    serviceToken: teller.functionArn,
    serviceTimeout: Duration.minutes(10), // without, an answer that never came is waited for for an hour; a throttled call comes again within this
    properties: {
      renditions, // one by one, so that `cdk diff` shows which are others
      refusing,
      fonts,
      originals,
      prefixes: JSON.stringify(prefixes),
      hidden: String(hidden),
      code: functions.map((one) => Stack.of(scope).resolve((one.node.defaultChild as CfnFunction).code)), // oxlint-disable-line typescript/no-unsafe-type-assertion -- it is none else
      started,
      watch: `aws stepfunctions describe-execution --region ${Stack.of(scope).region} --execution-arn`,
    },
  })
  notice.node.addDependency(...after)
  return notice.getAttString('Notice')
}

/** The function's text as it is shipped. @throws Error where it does not fit into a template */
function noticeText(): string {
  const text = readFileSync(new URL('./notice-function.js', import.meta.url), 'utf8').replace(COMMENT, '')
  if (text.length <= MAX_CHARACTERS) return text
  throw new Error(`the notice's function has ${text.length} characters, and CloudFormation takes ${MAX_CHARACTERS}`)
}
