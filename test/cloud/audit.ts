import { signerOf } from './http.ts'
import type { Exchange } from '../s3/proxy.ts'
import type { Permits } from './template/permissions.ts'

/** Holds what roles did against what the template lets them do. */
export interface Audit {
  /** Notes a call of SQS or CloudFront. */
  readonly note: (signer: string | undefined, action: string, resource: string) => void
  /** What was done without a permission, once each. */
  violations(exchanges: readonly Exchange[], permits: Permits): string[]
}

/** @param roles whose calls are held against the template; tests do as they like */
export function createAudit(roles: () => readonly string[]): Audit {
  const noted: { role: string; action: string; resource: string }[] = []

  return {
    note(signer, action, resource) {
      noted.push({ role: signer ?? 'nobody', action, resource })
    },
    violations(exchanges, permits) {
      const known = new Set(roles())
      const done = [...noted, ...exchanges.flatMap(askedOfS3).filter(({ role }) => known.has(role))]
      const refused = done.filter(({ role, action, resource }) => !permits(role, action, resource))
      return [...new Set(refused.map(({ role, action, resource }) => `${role} may not ${action} on ${resource}`))]
    },
  }
}

/** Each of the permissions that S3 wants for a request. */
function askedOfS3({ method, bucket, key, headers }: Exchange): { role: string; action: string; resource: string }[] {
  const role = signerOf({ headers }) ?? 'nobody'
  const [whole, object] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/${key}`]
  const list = { role, action: 's3:ListBucket', resource: whole } // without it, what is missing would be a fault
  if (key === '') return [list]
  const read = { role, action: 's3:GetObject', resource: object }
  if (method === 'GET' || method === 'HEAD') return [read, list]
  const write = { role, action: method === 'PUT' ? 's3:PutObject' : 's3:DeleteObject', resource: object }
  return headers['if-match'] === undefined ? [write] : [write, read]
}
