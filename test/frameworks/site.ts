import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { type Running, start } from '../local/running.ts'
import { LADDER, SIZES, STYLE } from './cells.ts'

const HERE = new URL('.', import.meta.url).pathname
const MODULES = new URL('../../node_modules/', import.meta.url).pathname
const exec = promisify(execFile)

/** An app of one of the folders here, installed beside the packed loaders, and the service that has its pictures. */
export interface Site {
  readonly folder: string
  readonly service: Running
  /** Runs a program of the app's packages to its end. */
  readonly run: (program: string, ...args: string[]) => Promise<void>
  /** Starts one that listens, and gives its address. */
  readonly listen: (program: string, ...args: string[]) => Promise<string>
}

/** How the addresses of two originals are written, whose names are as hard as can be. */
export const SUMMER = '%C3%A9t%C3%A9%201%2B1%20(2)%25.jpg'
export const HOSTILE = "a%22b'c%3Cd%3E%26%7B%7Be%7D%7D%24%7Bf%7D.jpg"

/** The originals' sizes. */
const originals = {
  'holiday/boat.jpg': [1800, 1200],
  'été 1+1 (2)%.jpg': [1800, 1200],
  'upright.jpg': [1200, 1800],
  'square.jpg': [1200, 1200],
  'small.jpg': [350, 250], // two of the widths are narrower, and five are not
  'a"b\'c<d>&{{e}}${f}.jpg': [1800, 1200],
} as const

/** Those in the cells of a page, and their widths. */
const inCells = Object.entries(originals).filter(([key]) => /^[a-z]+\.jpg$|boat/.test(key))
export const widthsInCells = Object.fromEntries(inCells.map(([key, [width]]) => [key, width]))

export async function openSite(name: 'next' | 'nuxt' | 'astro'): Promise<Site> {
  const root = await mkdtemp(join(tmpdir(), `sizewright-${name}-`))
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))
  const folder = join(root, 'app')
  await cp(join(HERE, name), folder, { recursive: true })
  await cp(join(HERE, 'sizewright.config.ts'), join(folder, 'sizewright.config.ts'))
  await writeFile(join(folder, 'local.jpg'), await jpegOf(40, 30))
  await exec('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder })
  await cp(inject('packed'), join(folder, 'node_modules/sizewright'), { recursive: true })

  const pictures = join(root, 'pictures')
  await mkdir(join(pictures, 'holiday'), { recursive: true })
  for (const [key, [width, height]] of Object.entries(originals))
    await writeFile(join(pictures, key), await jpegOf(width, height))
  const config = join(folder, 'sizewright.config.ts')
  const service = await start([pictures, '--data', join(root, 'data'), '--port', '0', '--config', config])

  const cells = inCells.map(([key, [width, height]]) => [key, width, height])
  const page = { url: service.url, sizes: SIZES, style: STYLE, widths: LADDER, originals: cells }
  await writeFile(join(folder, 'cells.json'), JSON.stringify(page))

  const env = {
    ...process.env,
    NODE_ENV: 'production' as const, // Vitest says 'test', which the frameworks take for it
    SIZEWRIGHT_URL: service.url,
    NEXT_PUBLIC_SIZEWRIGHT_URL: service.url,
    NUXT_PUBLIC_SIZEWRIGHT_URL: service.url,
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
  }
  return {
    folder,
    service,
    async run(program, ...args) {
      await exec(process.execPath, [join(folder, program), ...args], { cwd: folder, env }).catch(failed)
    },
    async listen(program, ...args) {
      const port = String(await freePort())
      const child = spawn(process.execPath, [join(folder, program), ...args.map((arg) => arg.replace('PORT', port))], {
        cwd: folder,
        env: { ...env, PORT: port, HOST: '127.0.0.1' },
        stdio: 'inherit',
      })
      onTestFinished(() => void child.kill('SIGKILL'))
      return answering(`http://127.0.0.1:${port}/`, () => child.exitCode)
    },
  }
}

/** Checks files of the app against the framework's own types, as an editor does. */
export async function checkTypes(folder: string, ...files: string[]): Promise<void> {
  const options = ['--noEmit', '--strict', '--skipLibCheck']
  const modules = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022', '--jsx', 'preserve']
  const types = ['--types', 'node', '--typeRoots', join(MODULES, '@types')]
  await exec(join(MODULES, '.bin/tsc'), [...options, ...modules, ...types, ...files], { cwd: folder }).catch(failed)
}

/** Throws the error with what the program printed, which `execFile` leaves out where it is on the standard output. */
function failed(error: Error & { readonly stdout?: string }): never {
  throw new Error(`${error.message}${error.stdout ?? ''}`, { cause: error })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}

async function answering(url: string, exitCode: () => number | null): Promise<string> {
  const patience = Date.now() + 60_000
  for (;;) {
    if ((await fetch(url).catch(() => null))?.ok) return url
    if (exitCode() !== null) throw new Error(`it ended with ${exitCode()}`)
    if (Date.now() > patience) throw new Error(`${url} never answered`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
