import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { App } from 'aws-cdk-lib'
import type { ParameterSynthesizer } from './synthesizer.ts'
import { zipFolder } from './zip.ts'

/** One template that was written, in the order in which they are deployed. */
export interface Written {
  readonly stack: string
  readonly file: string
  readonly bytes: number
  /** `undefined` where only the deployment knows it. */
  readonly region: string | undefined
  readonly needsAssets: boolean
  /** What CloudFormation wants to be allowed; empty where the template has nothing of IAM's. */
  readonly capabilities: readonly string[]
}

interface Template {
  readonly Parameters?: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_BYTES = 1_000_000

/** How the properties are called by which something of IAM gets a name of its own. */
const IAM_NAMES = ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName', 'InstanceProfileName']

/**
 * Synthesizes an app and writes into a folder what CloudFormation needs: a template for each stack, and `assets/` to be copied
 * into a bucket. Assets of an earlier run are taken away from there, and nothing else.
 *
 * @throws where a template is larger than CloudFormation takes
 */
export function writeTemplates(app: App, synthesizer: ParameterSynthesizer, folder: string): Written[] {
  const assembly = app.synth()
  const assets = join(folder, 'assets')
  mkdirSync(assets, { recursive: true })
  for (const name of readdirSync(assets)) if (/^[0-9a-f]{64}\.\w+$/.test(name)) rmSync(join(assets, name))
  for (const { name, source, isFolder } of synthesizer.assets) {
    const from = resolve(assembly.directory, source)
    if (isFolder) writeFileSync(join(assets, name), zipFolder(from))
    else copyFileSync(from, join(assets, name))
  }
  return assembly.stacks.map(({ stackName, environment, templateFullPath }) => {
    const template: Template = JSON.parse(readFileSync(templateFullPath, 'utf8'))
    const text = JSON.stringify(template)
    const bytes = Buffer.byteLength(text)
    if (bytes > MOST_BYTES)
      throw new Error(`${stackName}: CloudFormation takes templates of ${MOST_BYTES} bytes, and this has ${bytes}`)
    const file = join(folder, `${stackName}.template.json`)
    writeFileSync(file, text)
    const region = environment.region === 'unknown-region' ? undefined : environment.region
    return {
      stack: stackName,
      file,
      bytes,
      region,
      needsAssets: template.Parameters !== undefined,
      capabilities: capabilitiesOf(template),
    }
  })
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html#using-iam-capabilities */
function capabilitiesOf({ Resources }: Template): string[] {
  const ofIam = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'))
  if (ofIam.length === 0) return []
  const isNamed = ofIam.some(({ Properties = {} }) => IAM_NAMES.some((name) => name in Properties))
  return [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM']
}
