import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { createStacks } from '../../../infra/stacks.ts'
import { ParameterSynthesizer } from '../../../infra/template/synthesizer.ts'
import { type Written, writeTemplates } from '../../../infra/template/write.ts'
import type { Json } from '../json.ts'

/** Functions are not bundled: that takes long, and `test/cloud` does it. What has no fault is held strictly. */
const UNBUNDLED = { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:validateAgainstDefaultRules': true }

export interface Output {
  readonly folder: string
  readonly written: readonly Written[]
  readonly templates: readonly Json[]
}

/** Writes what `npm run template` does, without bundles. */
export function writeAll(context: Readonly<Record<string, unknown>>, region?: string): Output {
  const folder = mkdtempSync(join(tmpdir(), 'sizewright-template-'))
  const synthesizer = new ParameterSynthesizer()
  const app = new App({
    outdir: join(folder, 'cdk'),
    context: { ...UNBUNDLED, ...context },
    defaultStackSynthesizer: synthesizer.forApp(),
  })
  createStacks(app, { region, name: 'Sizewright' })
  const written = writeTemplates(app, synthesizer, folder)
  return { folder, written, templates: written.map(({ file }) => JSON.parse(readFileSync(file, 'utf8'))) }
}
