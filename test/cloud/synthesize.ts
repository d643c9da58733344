import { arch } from 'node:process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import type { TestProject } from 'vitest/node'
import { ImageService } from '../../infra/image-service.ts'
import type { ImageServiceProps } from '../../infra/props.ts'
import { makeFont } from '../image/fonts/make-font.ts'
import { changed, first, withLadder, withLegacy, worldwide } from './configs.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folders of synthesized assemblies. */
    assemblies: Readonly<Record<'first' | 'changed' | 'bridged' | 'worldwide' | 'sydney' | 'legacy', string>>
    /** The script in which functions run, where the suite has another one than ours. */
    runtimeClient?: string
    /** The fonts that the changed one adds. */
    fonts: string
  }
}

/** Synthesizes what the tests run, once for all of them, with bundles that run on this machine. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'sizewright-assembly-'))
  mkdirSync(join(folder, 'fonts'))
  writeFileSync(join(folder, 'fonts/han.ttf'), makeFont({ family: 'Test Han', characters: '漢字' }))
  project.provide('fonts', join(folder, 'fonts'))
  project.provide('assemblies', {
    first: synthesize(join(folder, 'first'), { config: first }),
    changed: synthesize(join(folder, 'changed'), { config: changed, configFolder: folder }),
    bridged: synthesize(join(folder, 'bridged'), { config: worldwide, originalsEvents: 'eventbridge' }),
    worldwide: synthesize(join(folder, 'worldwide'), { config: worldwide }),
    legacy: synthesize(join(folder, 'legacy'), { config: withLegacy }),
    sydney: synthesize(join(folder, 'sydney'), { config: withLadder }, 'ap-southeast-2'),
  })
  return () => rmSync(folder, { recursive: true })
}

/** @returns the folder of the assembly */
export function synthesize(outdir: string, props: ImageServiceProps, region = 'eu-west-1'): string {
  const app = new App({ outdir, analyticsReporting: false })
  const stack = new Stack(app, 'Test', { env: { region } })
  const architecture = arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64
  new ImageService(stack, 'Images', { architecture, reconcileConcurrency: 2, rolloutConcurrency: 2, ...props }) // oxlint-disable-line no-new -- constructs are made so
  return app.synth().directory
}
