import { readFileSync } from 'node:fs'
import { readArgs, UsageFault } from '../../src/cli/command-line.ts'

export const templateUsage = `Usage: npm run template -- [options]

Writes CloudFormation templates for those who deploy without CDK, with what they need in a folder beside, and prints the
commands that deploy them. It needs no AWS account.

  -c, --context NAME=VALUE   as of npx cdk deploy, any number of times; what cdk.json says holds, too
  --region REGION            where they will be deployed. It must be said where something must be in us-east-1: rateLimit, and
                             the alarms on what CloudFront counts
  --name NAME                of the stack: a second service in a region needs another. Default: Sizewright
  --output FOLDER            default: template.out
  -h, --help`

export interface TemplateOptions {
  readonly context: Readonly<Record<string, unknown>>
  readonly region: string | undefined
  readonly name: string
  readonly output: string
}

/**
 * `null`: only the usage was asked for.
 *
 * @param cdkJson the settings of the app, whose context holds where the command line says nothing else
 * @throws UsageFault
 */
export function readTemplateOptions(args: readonly string[], cdkJson: URL): TemplateOptions | null {
  const { values } = readArgs(
    {
      args: [...args],
      options: {
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        region: { type: 'string' },
        name: { type: 'string', default: 'Sizewright' },
        output: { type: 'string', default: 'template.out' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    templateUsage,
  )
  const { context, region, name, output, help } = values
  if (help) return null
  if (region !== undefined && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region))
    throw new UsageFault(`--region must be like 'eu-central-1', but is '${region}'`)
  if (!/^[A-Za-z][A-Za-z0-9-]{0,79}$/.test(name))
    throw new UsageFault(`--name must be letters, digits and hyphens, a letter first, at most 80, but is '${name}'`)
  const { context: defaults }: { context?: Record<string, unknown> } = JSON.parse(readFileSync(cdkJson, 'utf8'))
  return { context: { ...defaults, ...Object.fromEntries(context.map(pairOf)) }, region, name, output }
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageFault(`--context must be like 'alarmEmail=ops@example.com', but is '${text}'`)
  return [text.slice(0, at), text.slice(at + 1)]
}
