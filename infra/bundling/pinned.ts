import { readFileSync } from 'node:fs'

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly version: string
}

/** What npm needs to install a package and what it depends on exactly as they were tested. */
export interface Pinned {
  readonly manifest: object
  readonly lock: object
}

/**
 * Takes from a lockfile the part that one package needs: the bundles bring nothing else with them, and npm leaves
 * `package-lock.json` itself out of what it publishes.
 *
 * @throws Error where the lockfile does not have the package or one of its dependencies
 */
export function pin(lockfile: URL, name: string): Pinned {
  const parsed: unknown = JSON.parse(readFileSync(lockfile, 'utf8'))
  const { packages } = parsed as { packages: Record<string, Locked> } // oxlint-disable-line typescript/no-unsafe-type-assertion -- npm writes it so
  const needed = new Map<string, Locked>()

  function need(path: string): void {
    const locked = packages[path]
    if (locked === undefined) throw new Error(`${lockfile.pathname} has no ${path}`)
    if (needed.has(path)) return
    needed.set(path, locked)
    const dependencies = Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })
    for (const dependency of dependencies) need(placeOf(packages, path, dependency))
  }

  const root = `node_modules/${name}`
  need(root)
  const manifest = { type: 'module', dependencies: { [name]: needed.get(root)?.version } }
  const lock = { lockfileVersion: 3, requires: true, packages: { '': manifest, ...Object.fromEntries(needed) } }
  return { manifest, lock }
}

/** Where Node would find a dependency: under the package that needs it, or beside it. */
function placeOf(packages: Readonly<Record<string, Locked>>, path: string, dependency: string): string {
  const nested = `${path}/node_modules/${dependency}`
  return nested in packages ? nested : `node_modules/${dependency}`
}
