import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Reader } from '../store.ts'
import { archivedByHead, archivedByListing } from './archived.ts'
import { ask, isNoSuchKey, isNotFound } from './fault.ts'
import { createListPage } from './list-page.ts'
import { bodyOf, decodeKey, etagOf, headOf, required, responseDate, writtenBefore } from './response.ts'

/** Which bucket, and how it is asked. */
export interface S3Options {
  /** A client as `createS3Client` makes it. Stores may share one. */
  readonly client: S3Client
  readonly bucket: string
  /** What precedes the store's keys in the bucket, such as `errors/`. */
  readonly prefix?: string
  /** The account that the bucket must belong to: one that somebody else has made under its name is refused with 403. */
  readonly owner?: string
}

/**
 * A bucket for those who only look. What is given can write nothing, and asks for nothing but `s3:ListBucket` (of the
 * bucket, for listings, for whether it answers, and for a 404 rather than a 403 where nothing is) and `s3:GetObject`.
 */
export function s3Reader({ client, bucket, prefix = '', owner }: S3Options): Reader {
  const here = hereOf({ bucket, owner })
  const at = (key: string) => ({ ...here, Key: prefix + key })
  const listPage = createListPage(client)

  return {
    async head(key) {
      const command = new HeadObjectCommand(at(key))
      const date = responseDate(command)
      const found = await ask('HeadObject', client.send(command), isNotFound)
      return found && { ...headOf(found), ...archivedByHead(found), ...writtenBefore(found.LastModified, date()) }
    },

    async get(key) {
      const found = await ask('GetObject', client.send(new GetObjectCommand(at(key))), isNoSuchKey)
      return found && { ...headOf(found), body: bodyOf(found.Body) }
    },

    async *list({ prefix: under = '', after = '' } = {}) {
      let token: string | undefined
      do {
        const page = await listPage({
          ...here,
          Prefix: prefix + under,
          StartAfter: after === '' ? undefined : prefix + after,
          ContinuationToken: token,
          EncodingType: 'url', // some keys cannot be written in XML
        })
        for (const object of page.Contents ?? []) {
          const written = required('Key', object.Key)
          const key = page.EncodingType === 'url' ? decodeKey(written) : written
          yield {
            key: key.slice(prefix.length),
            etag: etagOf(object),
            size: required('Size', object.Size),
            ...(object.LastModified !== undefined && { written: object.LastModified.toISOString() }),
            ...archivedByListing(object),
          }
        }
        token = page.NextContinuationToken
      } while (token !== undefined)
    },

    async answers() {
      await ask('HeadBucket', client.send(new HeadBucketCommand(here)))
    },
  }
}

/** What every request says of the bucket. */
export function hereOf({ bucket, owner }: { readonly bucket: string; readonly owner?: string | undefined }) {
  return { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) }
}
