/** The names that CloudFormation would give. They follow from the logical ids, so two deployments of a stack share them. */

const REGION = 'eu-west-1'
const ACCOUNT = '111122223333'

export const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Test/1`,
  'AWS::StackName': 'Test',
  'AWS::URLSuffix': 'amazonaws.com',
}

/**
 * What `Ref` gives.
 *
 * @param queues where SQS is spoken, as the URL of a queue says
 */
export function nameOf(id: string, type: string, queues = ''): string {
  switch (type) {
    case 'AWS::S3::Bucket':
      return `test-${id.toLowerCase()}`.slice(0, 63)
    case 'AWS::SQS::Queue':
      return `${queues}/${ACCOUNT}/${id}`
    case 'AWS::CloudFront::Distribution':
      return `E${id.toUpperCase()}`.slice(0, 14)
    case 'AWS::StepFunctions::StateMachine':
    case 'AWS::SNS::Topic':
      return arnOf(id, type)
    default:
      return id
  }
}

/** What `Fn::GetAtt` gives. */
export function attributeOf(id: string, type: string, name: string): string {
  if (name === 'Arn' || name.endsWith('ARN')) return arnOf(id, type)
  if (name === 'RegionalDomainName') return `${nameOf(id, type)}.s3.${REGION}.amazonaws.com`
  if (name === 'DomainName' && type === 'AWS::CloudFront::Distribution') return `${id.toLowerCase()}.cloudfront.net`
  if (name === 'FunctionUrl') return `https://${id.toLowerCase()}.lambda-url.${REGION}.on.aws/`
  if (name === 'QueueName' || name === 'Id' || name === 'Name') return id
  throw new Error(`${type} ${id} has no ${name} here`)
}

function arnOf(id: string, type: string): string {
  const name = nameOf(id, type === 'AWS::StepFunctions::StateMachine' || type === 'AWS::SNS::Topic' ? '' : type)
  switch (type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${REGION}:${ACCOUNT}:${id}`
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`
    case 'AWS::StepFunctions::StateMachine':
      return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${id}`
    case 'AWS::CloudFront::Distribution':
    case 'AWS::CloudFront::Function':
      return `arn:aws:cloudfront::${ACCOUNT}:${type === 'AWS::CloudFront::Function' ? 'function' : 'distribution'}/${name}`
    default:
      return `arn:aws:${type.split('::')[1]?.toLowerCase()}:${REGION}:${ACCOUNT}:${id}`
  }
}
