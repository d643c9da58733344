import * as v from 'valibot'
import type { Template } from './assembly.ts'
import type { Names } from './names.ts'
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

/** Keys of conditions, with what a request says of each: `s3:prefix`, for example. */
export type Context = Readonly<Record<string, string>>

/** What the template's policies let its roles do. */
export interface RolePermissions {
  /** Whether there is a role of this name. */
  readonly has: (role: string) => boolean
  permits(role: string, action: string, resource: string, context?: Context): boolean
}

export function readRolePermissions({ Resources }: Template, resolve: Resolve, names: Names): RolePermissions {
  const statements = new Map<string, Statement[]>()
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (Type === 'AWS::IAM::Role') {
      const { Policies } = v.parse(role, resolve(Properties))
      add(
        names.nameOf(id, Type),
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

  return {
    has: (role) => statements.has(role),
    permits: (role, action, resource, context = {}) => decide(statements.get(role) ?? [], action, resource, context),
  }
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

/**
 * Whether a question mark stands for a character beyond U+FFFF, or for one half of it, is not documented: something is
 * allowed where it is by either reading.
 */
const READINGS = ['s', 'su']

function decide(statements: readonly Statement[], action: string, resource: string, context: Context): boolean {
  return READINGS.every((flags) => {
    const fitting = statements.filter(
      ({ Action, Resource, Condition }) =>
        Action.some((pattern) => isLike(pattern, action, flags)) &&
        Resource.some((pattern) => isLike(pattern, resource, flags)) &&
        holds(Condition, context, flags),
    )
    return fitting.some(({ Effect }) => Effect === 'Allow') && fitting.every(({ Effect }) => Effect === 'Allow')
  })
}

/** Of the conditions equality and patterns are known; a statement with another one holds for nobody. */
function holds(conditions: Statement['Condition'], context: Context, flags: string): boolean {
  const passes = (operator: string, wanted: string, said: string) =>
    operator === 'StringLike' ? isLike(wanted, said, flags) : /^(?:String|Arn)Equals$/.test(operator) && wanted === said
  return Object.entries(conditions).every(([operator, values]) =>
    Object.entries(values).every(([name, wanted]) => {
      const said = context[name]
      return said !== undefined && v.parse(oneOrMore, wanted).some((one) => passes(operator, one, said))
    }),
  )
}

/** IAM's patterns: a star, a question mark, and `${*}` for a star that is meant. */
function isLike(pattern: string, text: string, flags: string): boolean {
  const source = pattern.replace(/\$\{([*?$])\}|([*?])|[\\^$.|+()[\]{}]/g, (found, meant?: string, wild?: string) => {
    if (wild !== undefined) return wild === '*' ? '.*' : '.'
    return `\\${meant ?? found}`
  })
  return new RegExp(`^${source}$`, flags).test(text)
}
