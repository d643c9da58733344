import { arch } from 'node:process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import type { TestProject } from 'vitest/node'
import { ImageService } from '../../infra/image-service.ts'
import type { ImageServiceProps } from '../../infra/props.ts'
import type { Config } from '../../src/config.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folders of synthesized assemblies. */
    assemblies: { readonly first: string; readonly changed: string; readonly bridged: string }
  }
}

const defaults: Config['variants'] = {
  thumbnail: { width: 150, height: 150, fit: 'cover' },
  medium: { width: 600, height: 600 },
  large: { width: 1200, height: 1200 },
  webp: { width: 1200, height: 1200, format: 'webp' },
}

/** The default sizes, made when an original comes, and two that are made when somebody asks for them. */
const first: Config = {
  variants: { ...defaults, poster: { width: 300, prewarm: false }, huge: { width: 6000, prewarm: false } },
  prefixes: ['photos/', 'my pictures/'],
}

/** The same service later: other JPEGs, another size in place of one. */
const changed: Config = {
  ...first,
  variants: { ...defaults, banner: { width: 400, height: 100, fit: 'cover' }, huge: { width: 6000, prewarm: false } },
  quality: { jpeg: 60 },
}

/** Synthesizes what the tests run, once for all of them, with bundles that run on this machine. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'sizewright-assembly-'))
  project.provide('assemblies', {
    first: synthesize(join(folder, 'first'), { config: first }),
    changed: synthesize(join(folder, 'changed'), { config: changed }),
    bridged: synthesize(join(folder, 'bridged'), { config: first, originalsEvents: 'eventbridge' }),
  })
  return () => rmSync(folder, { recursive: true })
}

function synthesize(outdir: string, props: ImageServiceProps): string {
  const app = new App({ outdir, analyticsReporting: false })
  const stack = new Stack(app, 'Test', { env: { region: 'eu-west-1' } })
  const architecture = arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64
  new ImageService(stack, 'Images', { architecture, reconcileConcurrency: 2, rolloutConcurrency: 2, ...props }) // oxlint-disable-line no-new -- constructs are made so
  return app.synth().directory
}
