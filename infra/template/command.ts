import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { isUsersFault, UsageFault } from '../../src/cli/command-line.ts'
import { createStacks } from '../stacks.ts'
import { deployCommands } from './commands.ts'
import { readTemplateOptions, type TemplateOptions, templateUsage } from './options.ts'
import { ParameterSynthesizer } from './synthesizer.ts'
import { writeTemplates } from './write.ts'

/** What `npm run template` runs: templates for those who deploy without CDK, and the commands for it. */
try {
  const options = readTemplateOptions(process.argv.slice(2), new URL('../../cdk.json', import.meta.url))
  console.log(options === null ? templateUsage : run(options))
} catch (error) {
  if (!isUsersFault(error)) throw error
  console.error(error.message)
  process.exitCode = error instanceof UsageFault ? 2 : 1
}

function run({ context, region, name, output }: TemplateOptions): string {
  const synthesizer = new ParameterSynthesizer()
  const outdir = mkdtempSync(join(tmpdir(), 'sizewright-template-'))
  try {
    const app = new App({
      outdir,
      context: { ...context },
      defaultStackSynthesizer: synthesizer.forApp(),
      analyticsReporting: false,
      treeMetadata: false,
    })
    createStacks(app, { region, name })
    return notice(context, region) + deployCommands(writeTemplates(app, synthesizer, output))
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/** What is left out without a word otherwise, as a comment for the shell. */
function notice(context: TemplateOptions['context'], region: string | undefined): string {
  if (region !== undefined || context['alarmEmail'] === undefined) return ''
  return '# Without --region there are no alarms on what CloudFront counts.\n'
}
