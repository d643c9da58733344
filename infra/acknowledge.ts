import { Stack, Validations } from 'aws-cdk-lib'
import type { Construct, IConstruct } from 'constructs'

/** Says why a finding of cdk-nag's AwsSolutions pack is meant to be so. */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason })
}

/** Says why resources of a statement have a star in them, where cdk-nag wants each of them named in full. */
export function acknowledgeStars(construct: IConstruct, resources: readonly string[], reason: string): void {
  for (const resource of resources.map((arn) => flatten(Stack.of(construct).resolve(arn)))) {
    acknowledge(construct, `IAM5[Resource::${resource}]`, reason)
  }
}

/** Says so of the provider of a custom resource: a function that CDK itself adds to the stack once, under this id. */
export function acknowledgeProvider(scope: Construct, id: string): void {
  const provider = Stack.of(scope).node.tryFindChild(id)
  if (provider === undefined) return
  acknowledge(
    provider,
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'CDK’s own function, which runs at deployments only; it writes its log',
  )
}

/** Writes an ARN that is made of references as cdk-nag does: `<LogicalId.Arn>/photos/*`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>')
  if (typeof value !== 'object' || value === null) return ''
  if ('Ref' in value) return `<${flatten(value.Ref)}>`
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [delimiter, parts]: unknown[] = value['Fn::Join']
    return Array.isArray(parts) ? parts.map(flatten).join(flatten(delimiter)) : ''
  }
  return JSON.stringify(value)
}
