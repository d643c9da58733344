import * as v from 'valibot'
import type { Template } from './assembly.ts'
import type { Resolve } from './resolve.ts'

const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
)
const statement = v.object({
  Effect: v.picklist(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: v.optional(oneOrMore, '*'),
  Principal: v.optional(v.unknown()),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
})
const policyDocument = v.object({ Statement: v.array(statement) })
const identityPolicy = v.object({ PolicyDocument: policyDocument, Roles: v.array(v.string()) })
const role = v.object({ Policies: v.optional(v.array(v.object({ PolicyDocument: policyDocument })), []) })
const bucketPolicy = v.object({ PolicyDocument: policyDocument, Bucket: v.string() })

type Statement = v.InferOutput<typeof statement>

/** Whether a role may do something to a resource, by the policies that the template gives it. */
export type Permits = (role: string, action: string, resource: string) => boolean

export function readRolePermissions({ Resources }: Template, resolve: Resolve): Permits {
  const statements = new Map<string, Statement[]>()
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (Type === 'AWS::IAM::Role') {
      const { Policies } = v.parse(role, resolve(Properties))
      add(
        id,
        Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
      )
    }
    if (Type === 'AWS::IAM::Policy') {
      const { Roles, PolicyDocument } = v.parse(identityPolicy, resolve(Properties))
      for (const name of Roles) add(name, PolicyDocument.Statement)
    }
  }

  function add(name: string, more: readonly Statement[]): void {
    statements.set(name, [...(statements.get(name) ?? []), ...more])
  }

  return (name, action, resource) => decide(statements.get(name) ?? [], action, resource, {})
}

/** Whether CloudFront may do something to a bucket on behalf of a distribution, by the bucket's policy. */
export function mayDistribution(
  { Resources }: Template,
  resolve: Resolve,
  distributionArn: string,
  action: string,
  bucket: string,
): boolean {
  const policies = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::S3::BucketPolicy')
    .map(({ Properties }) => v.parse(bucketPolicy, resolve(Properties)))
  const own = policies
    .filter(({ Bucket }) => Bucket === bucket)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Principal }) => JSON.stringify(Principal).includes('cloudfront.amazonaws.com'))
  const resource = action === 's3:ListBucket' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/any`
  return decide(own, action, resource, { 'AWS:SourceArn': distributionArn })
}

function decide(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Readonly<Record<string, string>>,
): boolean {
  const fitting = statements.filter(
    ({ Action, Resource, Condition }) =>
      Action.some((pattern) => isLike(pattern, action)) &&
      Resource.some((pattern) => isLike(pattern, resource)) &&
      holds(Condition, context),
  )
  return fitting.some(({ Effect }) => Effect === 'Allow') && fitting.every(({ Effect }) => Effect === 'Allow')
}

/** Only equality is known among the conditions; a statement with another one holds for nobody. */
function holds(conditions: Statement['Condition'], context: Readonly<Record<string, string>>): boolean {
  return Object.entries(conditions).every(
    ([operator, values]) =>
      (operator === 'StringEquals' || operator === 'ArnEquals') &&
      Object.entries(values).every(([name, value]) => context[name] === value),
  )
}

/** IAM's patterns: a star, a question mark, and `${*}` for a star that is meant. */
function isLike(pattern: string, text: string): boolean {
  const source = pattern.replace(/\$\{([*?$])\}|([*?])|[\\^$.|+()[\]{}]/g, (found, meant?: string, wild?: string) => {
    if (wild !== undefined) return wild === '*' ? '.*' : '.'
    return `\\${meant ?? found}`
  })
  return new RegExp(`^${source}$`, 's').test(text)
}
