import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '../../src/config/config.ts'
import { type Server, spawnServer } from './processes.ts'

const run = promisify(execFile)
const RIVALS = new URL('../rivals', import.meta.url).pathname
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

/**
 * Starts the one-machine service as a user does.
 *
 * @param settings instead of the repository's configuration
 * @param main that of another version of it
 */
export async function startOurs(photos: string, data: string, settings?: Config, main = MAIN): Promise<Server> {
  const port = await freePort()
  const args = [main, photos, '--data', data, '--port', String(port)]
  if (settings === undefined) return spawnServer(process.execPath, args, url(port))
  const config = `${data}.config.mjs`
  await writeFile(config, `export default ${JSON.stringify(settings)}\n`)
  return spawnServer(process.execPath, [...args, '--config', config], url(port))
}

/** Starts Debian's nginx over a folder, with one worker and as its documentation tunes it for files that are asked for again and again. */
export async function startNginx(root: string, scratch: string): Promise<Server> {
  const port = await freePort()
  const file = join(scratch, 'nginx.conf')
  await writeFile(
    file,
    `user root; worker_processes 1; daemon off; pid ${scratch}/nginx.pid; error_log ${scratch}/nginx.log;
     events { worker_connections 1024; }
     http {
       access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10000;
       default_type image/jpeg;
       server { listen 127.0.0.1:${port}; root ${root}; }
     }`,
  )
  return spawnServer('nginx', ['-c', file], url(port))
}

export async function startIpx(photos: string): Promise<Server> {
  await installRivals()
  const port = await freePort()
  return spawnServer(process.execPath, [join(RIVALS, 'ipx.mjs'), photos, String(port)], url(port))
}

/**
 * Builds and starts a Next.js application, of which only the image optimizer is used. Its cache is empty at first.
 *
 * @param formats what it may answer with beside the original's
 */
export async function startNext(photos: string, formats: readonly string[] = ['image/webp']): Promise<Server> {
  await installRivals()
  await rm(join(RIVALS, 'public'), { recursive: true, force: true })
  await mkdir(join(RIVALS, 'public'))
  await cp(photos, join(RIVALS, 'public'), { recursive: true })
  await rm(join(RIVALS, '.next'), { recursive: true, force: true })
  const next = join(RIVALS, 'node_modules/next/dist/bin/next')
  // The configuration is read by both.
  const inEnv = ['NEXT_TELEMETRY_DISABLED=1', `FORMATS=${formats.join(',')}`, process.execPath, next]
  await run('env', [...inEnv, 'build'], { cwd: RIVALS })
  const port = await freePort()
  return spawnServer('env', [...inEnv, 'start', '-p', String(port), '-H', '127.0.0.1'], url(port), RIVALS)
}

/** The versions of what is measured against, as they are installed. */
export async function rivalVersions(): Promise<Record<'ipx' | 'next' | 'sharp', string>> {
  await installRivals()
  const versionOf = async (name: string) => {
    const { version } = JSON.parse(await readFile(join(RIVALS, 'node_modules', name, 'package.json'), 'utf8'))
    return String(version)
  }
  return { ipx: await versionOf('ipx'), next: await versionOf('next'), sharp: await versionOf('sharp') }
}

let installing: Promise<unknown> | null = null

function installRivals(): Promise<unknown> {
  installing ??= run('npm', ['ci', '--no-audit', '--no-fund', '--prefix', RIVALS])
  return installing
}

/** A port that nobody listens on: whoever does would be measured instead. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}

function url(port: number): string {
  return `http://127.0.0.1:${port}`
}
