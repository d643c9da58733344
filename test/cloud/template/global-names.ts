import type { Template } from './assembly.ts'
import type { Resolve } from './resolve.ts'

/** Services whose resources are of the account as a whole, and of S3 the buckets, whose names are of all accounts. */
const GLOBAL = /^AWS::(?:CloudFront|IAM|Budgets|Route53|S3)::(?!Policy$|BucketPolicy$)/

/** As CloudFormation calls the names that a template may give. */
const NAME = /^(?:Name|BucketName|RoleName|ManagedPolicyName|UserName|GroupName|BudgetName)$/

/** The names in a template of which an account can have one each, whatever the regions of its stacks. */
export function globalNames({ Resources }: Template, resolve: Resolve): string[] {
  return Object.values(Resources)
    .filter(({ Type }) => GLOBAL.test(Type))
    .flatMap(({ Type, Properties }) => namesIn(Properties).map((name) => `${Type} ${String(resolve(name))}`))
}

/** A name is a property of the resource, or of its configuration. */
function namesIn(properties: Readonly<Record<string, unknown>>): unknown[] {
  const configurations = Object.entries(properties)
    .filter(([key]) => key.endsWith('Config') || key === 'Budget')
    .map(([, value]) => value)
  return [properties, ...configurations].flatMap((one) =>
    Object.entries(one ?? {})
      .filter(([key]) => NAME.test(key))
      .map(([, value]) => value),
  )
}
