import type { S3Request } from '../s3/requests.ts'
import { signerOf } from './http.ts'
import { ACCOUNT } from './template/names.ts'
import type { Context, RolePermissions } from './template/permissions.ts'

/** Holds what roles do against what their templates let them do. */
export interface Audit {
  /** Whether who signed may do something to a resource. */
  readonly permits: (signer: string | undefined, action: string, resource: string, context?: Context) => boolean
  /** Whether a request to S3 is permitted; tests, and whoever reads without a signature, do as they like. */
  readonly permitsS3: (request: S3Request) => boolean
  /** What was asked for without a permission, once each, by role. */
  violations(has: RolePermissions['has']): string[]
}

/** @param stacks what the roles of each stack may do now */
export function createAudit(stacks: () => readonly RolePermissions[]): Audit {
  const violations = new Map<string, string>()

  function permits(signer: string | undefined, action: string, resource: string, context: Context = {}): boolean {
    const role = signer ?? 'nobody'
    const isPermitted = stacks().some((stack) => stack.permits(role, action, resource, context))
    if (!isPermitted) violations.set(`${role} may not ${action} on ${resource}`, role)
    return isPermitted
  }

  return {
    permits,
    permitsS3(request) {
      const role = signerOf(request)
      if (role === undefined || !stacks().some((stack) => stack.has(role))) return true
      // A bucket that somebody else has made under the name of one of ours would be written to.
      if (request.headers['x-amz-expected-bucket-owner'] !== ACCOUNT) {
        violations.set(`${role} does not say whose the bucket ${request.bucket} must be`, role)
        return false
      }
      return wantedOfS3(request)
        .map(({ action, resource }) => permits(role, action, resource))
        .every(Boolean)
    },
    violations: (has) => [...violations].filter(([, role]) => role === 'nobody' || has(role)).map(([told]) => told),
  }
}

/** Each of the permissions that S3 wants for a request. */
function wantedOfS3({ method, bucket, key, headers }: S3Request): { action: string; resource: string }[] {
  const [whole, object] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/${key}`]
  const list = { action: 's3:ListBucket', resource: whole } // without it, what is missing would be a fault
  if (key === '') return [list]
  const read = { action: 's3:GetObject', resource: object }
  if (method === 'GET' || method === 'HEAD') return [read, list]
  const write = { action: method === 'PUT' ? 's3:PutObject' : 's3:DeleteObject', resource: object }
  return headers['if-match'] === undefined ? [write] : [write, read]
}
