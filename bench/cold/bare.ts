import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import sharp from 'sharp'

/**
 * The function that one would write without us: it fetches the original, resizes it, and answers. It knows one size, and
 * it has no limits, tells no errors apart, stores nothing and counts nothing.
 */

const client = new S3Client()

export const handler = awslambda.streamifyResponse(async (event: LambdaFunctionURLEvent, stream) => {
  const key = event.rawPath.replace('/large/', '')
  const { Body } = await client.send(new GetObjectCommand({ Bucket: process.env['SIZEWRIGHT_ORIGINALS'], Key: key }))
  const picture = await sharp(await Body!.transformToByteArray())
    .autoOrient()
    .resize(1200, 1200, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 85, progressive: true })
    .toBuffer()
  const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'public, max-age=60' }
  await pipeline(Readable.from([picture]), awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers }))
})
