import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { bundling } from '../../infra/bundling/compile.ts'

const ROOT = new URL('../..', import.meta.url).pathname

interface Sbom {
  readonly bomFormat: string
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } }
  readonly components: readonly { readonly group?: string; readonly name: string; readonly version: string }[]
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
}

/** The packages of which something is in the functions. */
async function bundledPackages(): Promise<string[]> {
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: ROOT,
    entryPoints: ['src/lambda/serve.ts', 'src/lambda/reconcile.ts'],
    outdir: 'dist',
    write: false,
    metafile: true,
  })
  const names = Object.keys(metafile.inputs).flatMap((file) => {
    const [, name] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? []
    return name ?? []
  })
  return [...new Set(names)]
}

it('the bill of materials has all that the package installs and holds, as it is locked, and no more', async () => {
  const manifest: Manifest = JSON.parse(await readFile(`${ROOT}/package.json`, 'utf8'))
  const lock: { packages: Record<string, { version: string } | undefined> } = JSON.parse(
    await readFile(`${ROOT}/package-lock.json`, 'utf8'),
  )
  const { stdout } = await promisify(execFile)(process.execPath, ['infra/publish/sbom.ts'], {
    cwd: ROOT,
    maxBuffer: 1e8,
  })
  const { bomFormat, metadata, components }: Sbom = JSON.parse(stdout)
  expect([bomFormat, metadata.component]).toEqual([
    'CycloneDX',
    expect.objectContaining({ name: manifest.name, version: manifest.version }),
  ])
  const listed = new Map(components.map(({ name, version }) => [name, version]))
  const bundled = await bundledPackages()
  expect(bundled.length).toBeGreaterThan(10)
  const wanted = [...Object.keys(manifest.dependencies), ...bundled]
  expect(wanted.filter((name) => !listed.has(name))).toEqual([])
  for (const name of Object.keys(manifest.dependencies)) {
    expect([name, listed.get(name)]).toEqual([name, lock.packages[`node_modules/${name}`]?.version])
  }
  const onlyForUs = Object.keys(manifest.devDependencies).filter((name) => !bundled.includes(name))
  expect(onlyForUs.filter((name) => listed.has(name))).toEqual([])
})
