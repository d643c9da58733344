import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { build } from 'esbuild'
import { makeSamples } from '../src/local/samples.ts'
import { startS3 } from '../test/s3/server.ts'
import { type Bundle, bundle } from './cold-bundles.ts'
import { coldStart } from './cold-start.ts'
import { median } from './measure.ts'
import { judge, type Measure, table } from './report.ts'

const ROUNDS = 25
const BUCKETS = { SIZEWRIGHT_ORIGINALS: 'originals', SIZEWRIGHT_PROCESSED: 'processed', SIZEWRIGHT_ERRORS: 'errors' }
const PICTURE = 'harbour.jpg'

const { values } = parseArgs({ options: { json: { type: 'string' }, check: { type: 'boolean', default: false } } })
const folder = await mkdtemp(join(tmpdir(), 'sizewright-cold-'))
const s3 = await startS3()
try {
  const ours = await bundle('src/lambda/serve.ts', join(folder, 'ours'))
  const bare = await bundle('bench/cold-bare.ts', join(folder, 'bare'))
  console.log(`the first rendition of a new process, ${ROUNDS} rounds, the contestants in turn in each`)
  const verdicts = [...(await speed(ours, bare)), ...sizes(ours, bare)].map(judge)
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ measures: verdicts }, null, 2)}\n`)
  console.log(table(verdicts))
  if (values.check && verdicts.some(({ ok }) => !ok)) process.exitCode = 1
} finally {
  await s3.close()
  await rm(folder, { recursive: true })
}

async function speed(ours: Bundle, bare: Bundle): Promise<Measure[]> {
  await store()
  const host = await compileHost()
  const start = ({ folder }: Bundle) =>
    coldStart({ root: folder, host, endpoint: s3.endpoint, environment: BUCKETS, path: `/large/${PICTURE}` })
  const times: { ours: number; bare: number }[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    // Whoever is first in a round is second in the next.
    const mine = round % 2 === 0 ? await start(ours) : null
    const others = await start(bare)
    const time = { ours: mine ?? (await start(ours)), bare: others }
    if (round > 0) times.push(time) // the first brings the files into the cache
  }
  return [
    { name: 'cold start, ours, ms', value: median(times.map(({ ours }) => ours)), target: null },
    { name: 'cold start, bare, ms', value: median(times.map(({ bare }) => bare)), target: null },
    {
      name: 'cold start, ours / bare',
      value: median(times.map(({ ours, bare }) => ours / bare)),
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

async function store(): Promise<void> {
  for (const name of Object.values(BUCKETS)) await s3.createBucket(name)
  const samples = join(folder, 'samples')
  await makeSamples(samples)
  const client = s3.client()
  const Body = await readFile(join(samples, PICTURE))
  await client.send(new PutObjectCommand({ Bucket: BUCKETS.SIZEWRIGHT_ORIGINALS, Key: PICTURE, Body }))
  client.destroy()
}

/** In JavaScript, or the time that Node takes to strip its types would be part of both results. */
async function compileHost(): Promise<string> {
  const outfile = join(folder, 'host.mjs')
  const host = new URL('../test/cloud/lambda/host.ts', import.meta.url).pathname
  await build({ entryPoints: [host], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' })
  return outfile
}
