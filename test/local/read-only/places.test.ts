import { expect, it } from 'vitest'
import { createS3Client } from '../../../src/stores/s3.ts'
import { s3Reader } from '../../../src/stores/s3/reader.ts'

it('what a view opens a bucket by can read and nothing else', () => {
  const client = createS3Client({ region: 'us-east-1' })
  expect(Object.keys(s3Reader({ client, bucket: 'photos' })).toSorted()).toEqual(['answers', 'get', 'head', 'list'])
  client.destroy()
})
