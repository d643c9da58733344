import { createHash } from 'node:crypto'

/**
 * The names that CloudFormation would give to the resources of a stack. They follow from the region and the logical ids,
 * so two deployments of a stack share them, and two regions have none in common.
 */
export interface Names {
  readonly region: string
  /** What `Ref` gives for CloudFormation's own parameters. */
  readonly pseudo: Readonly<Record<string, string>>
  /** What `Ref` gives. */
  nameOf(id: string, type: string): string
  /** What `Fn::GetAtt` gives. */
  attributeOf(id: string, type: string, name: string): string
}

/** The only account there is here. */
export const ACCOUNT = '111122223333'

/** @param queues where SQS is spoken, as the URL of a queue says */
export function createNames(region: string, queues: string): Names {
  function nameOf(id: string, type: string): string {
    switch (type) {
      case 'AWS::S3::Bucket':
        return `test-${region}-${id.toLowerCase()}`.slice(0, 63)
      case 'AWS::SQS::Queue':
        return `${queues}/${ACCOUNT}/${id}`
      case 'AWS::IAM::Role':
        return `${id}-${region}`
      case 'AWS::CloudFront::Distribution':
        return `E${createHash('sha256').update(`${region} ${id}`).digest('hex').slice(0, 13).toUpperCase()}`
      case 'AWS::StepFunctions::StateMachine':
      case 'AWS::SNS::Topic':
        return arnOf(id, type)
      default:
        return id
    }
  }

  function attributeOf(id: string, type: string, name: string): string {
    if (name === 'Arn' || name.endsWith('ARN')) return arnOf(id, type)
    if (name === 'RegionalDomainName') return `${nameOf(id, type)}.s3.${region}.amazonaws.com`
    if (name === 'DomainName' && type === 'AWS::CloudFront::Distribution') {
      return `${nameOf(id, type).toLowerCase()}.cloudfront.net`
    }
    if (name === 'FunctionUrl') return `https://${id.toLowerCase()}.lambda-url.${region}.on.aws/`
    if (name === 'QueueName' || name === 'Id' || name === 'Name') return id
    throw new Error(`${type} ${id} has no ${name} here`)
  }

  function arnOf(id: string, type: string): string {
    switch (type) {
      case 'AWS::S3::Bucket':
        return `arn:aws:s3:::${nameOf(id, type)}`
      case 'AWS::SQS::Queue':
        return `arn:aws:sqs:${region}:${ACCOUNT}:${id}`
      case 'AWS::Lambda::Function':
        return `arn:aws:lambda:${region}:${ACCOUNT}:function:${id}`
      case 'AWS::StepFunctions::StateMachine':
        return `arn:aws:states:${region}:${ACCOUNT}:stateMachine:${id}`
      case 'AWS::CloudFront::Distribution':
        return distributionArn(nameOf(id, type))
      case 'AWS::CloudFront::Function':
        return `arn:aws:cloudfront::${ACCOUNT}:function/${id}`
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${ACCOUNT}:role/${nameOf(id, type)}`
      default:
        return `arn:aws:${type.split('::')[1]?.toLowerCase()}:${region}:${ACCOUNT}:${id}`
    }
  }

  const pseudo = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/Test/1`,
    'AWS::StackName': 'Test',
    'AWS::URLSuffix': 'amazonaws.com',
  }
  return { region, pseudo, nameOf, attributeOf }
}

export function distributionArn(id: string): string {
  return `arn:aws:cloudfront::${ACCOUNT}:distribution/${id}`
}

/** The name of a role, which is the access key that it signs with here, so that it is known who did something. */
export function roleOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}
