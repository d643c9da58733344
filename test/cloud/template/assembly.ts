import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'

const template = v.object({
  Parameters: v.optional(v.record(v.string(), v.object({ Default: v.optional(v.unknown()) })), {}),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
  Outputs: v.optional(v.record(v.string(), v.object({ Value: v.unknown() })), {}),
})

const assets = v.object({ files: v.record(v.string(), v.object({ source: v.object({ path: v.string() }) })) })

const manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      environment: v.optional(v.string(), ''), // `aws://account/region`
      properties: v.optional(v.object({ templateFile: v.optional(v.string()) })),
    }),
  ),
})

export type Template = v.InferOutput<typeof template>

/** What `cdk synth` has written, of its one stack. */
export interface Assembly {
  readonly template: Template
  readonly region: string
  /** The folder of the asset that is uploaded as `<hash>.zip`. */
  assetFolder(key: string): string
}

export function readAssembly(folder: string): Assembly {
  const stacks = Object.values(v.parse(manifest, readJson(folder, 'manifest.json')).artifacts).filter(
    ({ type }) => type === 'aws:cloudformation:stack',
  )
  const [stack] = stacks
  const templateFile = stack?.properties?.templateFile
  if (templateFile === undefined || stacks.length > 1) throw new Error(`${folder} has not one stack`)
  const { files } = v.parse(assets, readJson(folder, templateFile.replace('.template.json', '.assets.json')))
  return {
    template: v.parse(template, readJson(folder, templateFile)),
    region: stack?.environment.split('/').at(-1) ?? '',
    assetFolder(key) {
      const file = files[key.replace(/\.[^.]+$/, '')]
      if (file === undefined) throw new Error(`there is no asset ${key}`)
      return join(folder, file.source.path)
    },
  }
}

function readJson(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}
