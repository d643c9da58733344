import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Development dependencies that the published package holds all the same: they are bundled into the functions. */
const BUNDLED = [
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@aws-sdk/client-cloudfront',
  '@aws-sdk/client-sqs',
]

interface Manifest {
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
}

/**
 * Prints what the published package installs and holds, in the locked versions: a software bill of materials in CycloneDX.
 *
 * `npm sbom --omit dev` in this repository would not do: it leaves out what some development dependency needs, too, the SDK
 * for S3 among it. So it is asked of a copy of the lockfile that has no others.
 */
const root = mkdtempSync(join(tmpdir(), 'sizewright-sbom-'))
const folder = join(root, 'sizewright') // npm takes the name of the folder for the package's
try {
  mkdirSync(folder)
  const { devDependencies, ...manifest }: Manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const bundled = Object.fromEntries(BUNDLED.map((name) => [name, devDependencies[name]]))
  const dependencies = { ...manifest.dependencies, ...bundled }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, dependencies }))
  copyFileSync(inRoot('package-lock.json'), join(folder, 'package-lock.json'))
  npm('install', '--package-lock-only', '--ignore-scripts', '--offline', '--no-audit', '--no-fund')
  process.stdout.write(npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'))
} finally {
  rmSync(root, { recursive: true, force: true })
}

function npm(...args: string[]): Buffer {
  return execFileSync('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  })
}

function inRoot(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url))
}
