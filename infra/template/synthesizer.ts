import {
  CfnParameter,
  type DockerImageAssetLocation,
  type FileAssetLocation,
  FileAssetPackaging,
  type FileAssetSource,
  Fn,
  type IReusableStackSynthesizer,
  type ISynthesisSession,
  type Stack,
  StackSynthesizer,
} from 'aws-cdk-lib'

/** A folder or file that a template needs, and the name under which it is looked for. */
export interface Asset {
  readonly name: string
  /** Relative to the folder that CDK writes into. */
  readonly source: string
  readonly isFolder: boolean
}

/**
 * Makes templates that ask by parameters where their assets are, and nothing of a bootstrapped account. CDK has none that does:
 * one asks for each asset by three parameters, one has no assets (docs/decisions/040). One of it is for all stacks of an app.
 */
export class ParameterSynthesizer extends StackSynthesizer {
  readonly #assets: Map<string, Asset>

  constructor(assets = new Map<string, Asset>()) {
    super()
    this.#assets = assets
  }

  /** What the templates of all stacks need, when they are synthesized. */
  get assets(): readonly Asset[] {
    return [...this.#assets.values()]
  }

  /** By this CDK knows one that is for several stacks. */
  reusableBind(stack: Stack): ParameterSynthesizer {
    const bound = new ParameterSynthesizer(this.#assets)
    bound.bind(stack)
    return bound
  }

  /** As the property of an `App`, whose type does not tell what is left out from what is `undefined`. */
  forApp(): IReusableStackSynthesizer {
    return this as IReusableStackSynthesizer // oxlint-disable-line typescript/no-unsafe-type-assertion -- the class is of CDK's own base
  }

  addFileAsset({ sourceHash, fileName, packaging }: FileAssetSource): FileAssetLocation {
    if (fileName === undefined) throw new Error('an asset that a program makes is not known here')
    const isFolder = packaging === FileAssetPackaging.ZIP_DIRECTORY
    const name = `${sourceHash}${isFolder ? '.zip' : (/\.\w+$/.exec(fileName)?.[0] ?? '')}`
    this.#assets.set(name, { name, source: fileName, isFolder })
    const { bucket, prefix } = this.#place()
    const objectKey = Fn.join('', [prefix, name])
    return {
      bucketName: bucket,
      objectKey,
      s3ObjectUrl: `s3://${bucket}/${objectKey}`,
      httpUrl: `https://s3.${this.boundStack.region}.${this.boundStack.urlSuffix}/${bucket}/${objectKey}`,
    }
  }

  addDockerImageAsset(): DockerImageAssetLocation {
    throw new Error('there are no images of containers here')
  }

  synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session)
    this.emitArtifact(session)
  }

  /** A stack without assets has no parameters. */
  #place(): { readonly bucket: string; readonly prefix: string } {
    const { node } = this.boundStack
    const parameter = (id: string, props: object) => {
      const found = node.tryFindChild(id)
      return found instanceof CfnParameter ? found : new CfnParameter(this.boundStack, id, props)
    }
    const bucket = parameter('AssetsBucket', {
      description: 'The bucket that the assets were copied to. It must be in the region of the stack.',
      allowedPattern: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
      constraintDescription: 'must be the name of a bucket',
    })
    const prefix = parameter('AssetsPrefix', {
      description: 'What the names of the assets begin with in that bucket.',
      default: 'sizewright/',
      allowedPattern: '([^\\s]*/)?',
      constraintDescription: 'must be empty or end with a slash',
    })
    return { bucket: bucket.valueAsString, prefix: prefix.valueAsString }
  }
}
