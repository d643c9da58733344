import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { build } from 'esbuild'
import { type S3Server, startS3 } from '../test/s3/server.ts'
import { type Bundle, bundle } from './cold/bundles.ts'
import { coldStart } from './cold/start.ts'
import { makePhoto } from './kit/photo.ts'
import { spread } from './kit/rounds.ts'
import { runPart } from './kit/part.ts'
import type { Measure } from './kit/report.ts'

const ROUNDS = 25
const BUCKETS = { SIZEWRIGHT_ORIGINALS: 'originals', SIZEWRIGHT_PROCESSED: 'processed', SIZEWRIGHT_ERRORS: 'errors' }
/** The photo that is asked for, whichever others there are: a large one would hide the start. */
const PICTURE = 'harbour.jpg'

interface Time {
  /** Time of our function, in ms. */
  readonly ours: number
  /** Time of the bare function, in ms. */
  readonly bare: number
}

await runPart('cold', async ({ scratch }) => {
  const s3 = await startS3()
  try {
    const ours = await bundle('src/lambda/serve.ts', join(scratch, 'ours'))
    const bare = await bundle('bench/cold/bare.ts', join(scratch, 'bare'))
    await store(s3, scratch)
    const times = await race(s3, await compileHost(scratch), ours, bare)
    return {
      measures: [...speed(times), ...sizes(ours, bare)],
      charts: [
        {
          file: 'cold',
          title: 'From process start to the first picture, ms',
          bars: [
            { label: 'ours', ...spread(times.map(({ ours }) => ours)) },
            { label: 'bare function', ...spread(times.map(({ bare }) => bare)) },
          ],
        },
      ],
    }
  } finally {
    await s3.close()
  }
})

async function race({ endpoint }: S3Server, host: string, ours: Bundle, bare: Bundle): Promise<Time[]> {
  const start = ({ folder }: Bundle) =>
    coldStart({ root: folder, host, endpoint, environment: BUCKETS, path: `/large/${PICTURE}` })
  const times: Time[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    // Whoever is first in a round is second in the next.
    const mine = round % 2 === 0 ? await start(ours) : null
    const others = await start(bare)
    const time = { ours: mine ?? (await start(ours)), bare: others }
    if (round > 0) times.push(time) // the first brings the files into the cache
  }
  return times
}

function speed(times: readonly Time[]): Measure[] {
  return [
    { name: 'cold start, ours, ms', ...spread(times.map(({ ours }) => ours)), target: null },
    { name: 'cold start, bare, ms', ...spread(times.map(({ bare }) => bare)), target: null },
    {
      name: 'cold start, ours / bare',
      ...spread(times.map(({ ours, bare }) => ours / bare)),
      target: { atMost: 1.15 },
    },
  ]
}

function sizes(ours: Bundle, bare: Bundle): Measure[] {
  const largest = ours.composition.slice(0, 12)
  const others = ours.composition.slice(12)
  return [
    { name: 'bundle without Sharp, ours, KB', value: ours.bytes / 1000, target: null },
    { name: 'bundle without Sharp, bare, KB', value: bare.bytes / 1000, target: null },
    ...largest.map(([name, bytes]): Measure => ({ name: `  ${name}, KB`, value: bytes / 1000, target: null })),
    {
      name: `  ${others.length} others, KB`,
      value: others.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000,
      target: null,
    },
  ]
}

async function store(s3: S3Server, scratch: string): Promise<void> {
  for (const name of Object.values(BUCKETS)) await s3.createBucket(name)
  const photos = join(scratch, 'photos')
  await makePhoto(photos, PICTURE)
  const client = s3.client()
  const Body = await readFile(join(photos, PICTURE))
  await client.send(new PutObjectCommand({ Bucket: BUCKETS.SIZEWRIGHT_ORIGINALS, Key: PICTURE, Body }))
  client.destroy()
}

/** Compiles the host to JavaScript, or the time that Node takes to strip its types would be part of both results. */
async function compileHost(scratch: string): Promise<string> {
  const outfile = join(scratch, 'host.mjs')
  const host = new URL('../test/cloud/lambda/host.ts', import.meta.url).pathname
  await build({ entryPoints: [host], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' })
  return outfile
}
