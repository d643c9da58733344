import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { type Architecture, Code } from 'aws-cdk-lib/aws-lambda'
import type { Settings } from '../../src/config/config.ts'
import { fontFilesIn } from '../../src/image/fonts/fonts.ts'
import { findHeicDecoder } from '../../src/image/heic-decoder.ts'
import { compile, type FunctionName } from './compile.ts'

/** The files that a function needs of the HEIC decoder, and its licences; the others are the same for browsers. */
const HEIC_FILES = [
  'package.json',
  'LICENSE',
  'libheif-wasm/LICENSE',
  'libheif-wasm/libheif.js',
  'libheif-wasm/libheif.wasm',
]

/**
 * The asset that is the code of a function: its bundle, Sharp for the architecture that it will run on, the decoder of
 * HEIC if it is installed here, the fonts for drawings, and `settings.json`. A published package brings the bundle (`functions/serve/`, beside
 * `infra/`); otherwise it is made here. Docker is not needed.
 */
export function functionCode(name: FunctionName, settings: Settings, architecture: Architecture): Code {
  const prebuilt = fileURLToPath(new URL(`../../functions/${name}`, import.meta.url))
  const hasPrebuilt = existsSync(prebuilt)
  return Code.fromAsset(hasPrebuilt ? prebuilt : fileURLToPath(new URL('../../src/lambda', import.meta.url)), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      // CDK makes one asset where all options are the same, but it does not look into functions, such as those below.
      environment: { name, architecture: architecture.name, settings: JSON.stringify(portable(settings)) },
      local: {
        tryBundle(folder) {
          if (hasPrebuilt) cpSync(prebuilt, folder, { recursive: true })
          else compile(name, folder)
          installSharp(folder, architecture)
          addHeicDecoder(folder)
          addFonts(folder, settings.fonts)
          writeFileSync(`${folder}/settings.json`, JSON.stringify(portable(settings)))
          return true
        },
      },
    },
  })
}

/** @throws Error where npm is too old to install for another machine than this */
function installSharp(folder: string, architecture: Architecture): void {
  const cpu = architecture.name === 'arm64' ? 'arm64' : 'x64'
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env: { ...process.env, npm_config_os: 'linux', npm_config_cpu: cpu, npm_config_libc: 'glibc' },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32', // npm is a batch file there
  })
  if (existsSync(`${folder}/node_modules/@img/sharp-linux-${cpu}`)) return
  throw new Error(`npm did not install Sharp for linux-${cpu}; it needs to be npm 10.4 or later`)
}

/**
 * Puts the optional decoder of HEIC into a function's folder, if it is installed here. It copies the very files, since
 * they run on any architecture and depend on nothing: so the cloud has the version that the user's own lockfile names.
 */
export function addHeicDecoder(folder: string, decoder: string | null = findHeicDecoder()): void {
  if (decoder === null) return
  const installed = dirname(dirname(decoder))
  for (const file of HEIC_FILES) cpSync(join(installed, file), join(folder, 'node_modules/libheif-js', file))
}

/** The settings without the paths of this machine: so the asset is the same wherever it is made. */
function portable(settings: Settings): Settings {
  return settings.fonts === undefined ? settings : { ...settings, fonts: { hash: settings.fonts.hash } }
}

/** Puts the fonts for drawings into a function's folder: those that come with the service, with their licences, and the added ones. */
export function addFonts(folder: string, added: Settings['fonts']): void {
  const ours = fileURLToPath(new URL('../../src/image/fonts', import.meta.url))
  for (const name of ['fonts.conf', 'typefaces']) cpSync(join(ours, name), join(folder, name), { recursive: true })
  if (added?.folder === undefined) return
  for (const file of fontFilesIn(added.folder)) cpSync(join(added.folder, file), join(folder, 'fonts', file))
}
