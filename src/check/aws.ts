import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as v from 'valibot'
import { messageOf } from '../errors.ts'
import { Inconclusive } from './check.ts'

/** The clients of AWS that only a check of the account needs: whoever wants it installs them. */
interface Clients {
  readonly '@aws-sdk/client-lambda': typeof import('@aws-sdk/client-lambda')
  readonly '@aws-sdk/client-cloudfront': typeof import('@aws-sdk/client-cloudfront')
}

/** Loads a client of AWS, from here or from the project in which `npx` is called. @throws Inconclusive where it is in neither */
export async function loadClient<Name extends keyof Clients>(name: Name): Promise<Clients[Name]> {
  for (const base of [import.meta.url, pathToFileURL(join(process.cwd(), 'any.js')).href]) {
    try {
      return await import(pathToFileURL(createRequire(base).resolve(name)).href)
    } catch (error) {
      if (codeOf(error) !== 'MODULE_NOT_FOUND') throw error
    }
  }
  throw new Inconclusive(`it needs a client of AWS: npm install ${name}, then again`)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

const NO_CREDENTIALS =
  'there are no AWS credentials: say AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in (aws sso login)'

/** What is wrong, by the names of the errors that the SDK throws before it asks, and of those that AWS answers. */
const SENTENCES: Readonly<Record<string, string>> = {
  CredentialsProviderError: NO_CREDENTIALS,
  TokenProviderError: NO_CREDENTIALS,
  ExpiredToken: 'the AWS credentials have expired: log in again',
  ExpiredTokenException: 'the AWS credentials have expired: log in again',
  UnrecognizedClientException: 'AWS does not know these credentials: say others, or log in again',
  InvalidClientTokenId: 'AWS does not know these credentials: say others, or log in again',
  InvalidSignatureException: 'AWS does not accept the secret key of these credentials, or the clock is wrong',
  SignatureDoesNotMatch: 'AWS does not accept the secret key of these credentials, or the clock is wrong',
}

/**
 * Asks AWS. What is the matter with the credentials or the way to AWS, which say nothing of the service, becomes a sentence.
 *
 * @param action that the credentials need, as a policy names it
 * @throws Inconclusive
 */
export async function askAws<T>(action: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const sentence = sentenceOf(error, action)
    throw sentence === null ? error : new Inconclusive(sentence)
  }
}

const faultSchema = v.object({
  name: v.string(),
  $metadata: v.optional(v.object({ httpStatusCode: v.optional(v.number()) })),
})

function sentenceOf(error: unknown, action: string): string | null {
  if (/^Region (?:is missing|not accepted)/.test(messageOf(error)))
    return 'it is not said in which region: say AWS_REGION, such as eu-central-1, or AWS_PROFILE'
  const { success, output } = v.safeParse(faultSchema, error)
  if (!success) return null
  const known = SENTENCES[output.name]
  if (known !== undefined) return known
  const status = output.$metadata?.httpStatusCode
  if (status === 403) return `these AWS credentials may not ${action}`
  return status === undefined && isUnreachable(error) ? `AWS does not answer: ${messageOf(error)}` : null
}

/** Whether it is the network's error, or the SDK's about it: whoever refuses to answer has a status. */
function isUnreachable(error: unknown): boolean {
  return typeof codeOf(error) === 'string' || (error instanceof Error && error.name === 'TimeoutError')
}
