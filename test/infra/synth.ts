import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { ImageService } from '../../infra/image-service.ts'
import type { ImageServiceProps } from '../../infra/props.ts'
import { at, isObject, type Json, plainName } from './json.ts'

interface Resource {
  readonly id: string
  readonly type: Json
  readonly properties: Json
  readonly json: Json
}

export interface Synthesized {
  readonly app: App
  readonly stack: Stack
  readonly images: ImageService
  /** Only to be asked for when nothing is added any more. */
  readonly resources: (type?: string) => Resource[]
  /** The only resource of its type, or the one of its type that is called so: `Serve`, `Queue`. */
  readonly resource: (type: string, name?: string) => Resource
}

/** Functions are not bundled: that takes long, and one test of its own does it. */
const UNBUNDLED = { 'aws:cdk:bundling-stacks': [] }

/** Puts the service into a stack, as an app would. */
export function synth(
  props: ImageServiceProps | ((stack: Stack) => ImageServiceProps) = {},
  context: Record<string, unknown> = {},
  region?: string,
): Synthesized {
  const app = new App({ context: { ...UNBUNDLED, ...context } })
  const stack = new Stack(app, 'Test', region === undefined ? {} : { env: { account: '111122223333', region } })
  const images = new ImageService(stack, 'Images', typeof props === 'function' ? props(stack) : props)
  let template: Json

  function resources(type?: string): Resource[] {
    template ??= Template.fromStack(stack).toJSON()
    const all = at(template, 'Resources')
    return Object.entries(isObject(all) ? all : {})
      .map(([id, json]) => ({ id, type: at(json, 'Type'), properties: at(json, 'Properties'), json }))
      .filter((one) => type === undefined || one.type === type)
  }

  function resource(type: string, name?: string): Resource {
    const found = resources(type).filter(({ id }) => name === undefined || plainName(id) === name)
    const [one] = found
    if (one !== undefined && found.length === 1) return one
    throw new Error(
      `${found.length} of ${type}, which are: ${resources(type)
        .map(({ id }) => id)
        .join()}`,
    )
  }

  return { app, stack, images, resources, resource }
}
