import { execFile } from 'node:child_process'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '../../src/config/config.ts'
import { type Server, spawnServer } from './processes.ts'

const run = promisify(execFile)
const RIVALS = new URL('../rivals', import.meta.url).pathname
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
const PORTS = { ours: 4310, nginx: 4311, ipx: 4312, next: 4313 }

/** Starts the one-machine service as a user does. @param variants instead of those of the repository's configuration */
export async function startOurs(photos: string, data: string, variants?: Config['variants']): Promise<Server> {
  const args = [MAIN, photos, '--data', data, '--port', String(PORTS.ours)]
  if (variants === undefined) return spawnServer(process.execPath, args, url(PORTS.ours))
  const config = `${data}.config.mjs`
  await writeFile(config, `export default ${JSON.stringify({ variants })}\n`)
  return spawnServer(process.execPath, [...args, '--config', config], url(PORTS.ours))
}

/** Starts Debian's nginx over a folder, with one worker and as its documentation tunes it for files that are asked for again and again. */
export async function startNginx(root: string, scratch: string): Promise<Server> {
  const file = join(scratch, 'nginx.conf')
  await writeFile(
    file,
    `user root; worker_processes 1; daemon off; pid ${scratch}/nginx.pid; error_log ${scratch}/nginx.log;
     events { worker_connections 1024; }
     http {
       access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10000;
       default_type image/jpeg;
       server { listen 127.0.0.1:${PORTS.nginx}; root ${root}; }
     }`,
  )
  return spawnServer('nginx', ['-c', file], url(PORTS.nginx))
}

export async function startIpx(photos: string): Promise<Server> {
  await installRivals()
  return spawnServer(process.execPath, [join(RIVALS, 'ipx.mjs'), photos, String(PORTS.ipx)], url(PORTS.ipx))
}

/** Builds and starts a Next.js application, of which only the image optimizer is used. Its cache is empty at first. */
export async function startNext(photos: string): Promise<Server> {
  await installRivals()
  await rm(join(RIVALS, 'public'), { recursive: true, force: true })
  await mkdir(join(RIVALS, 'public'))
  await cp(photos, join(RIVALS, 'public'), { recursive: true })
  await rm(join(RIVALS, '.next'), { recursive: true, force: true })
  const next = join(RIVALS, 'node_modules/next/dist/bin/next')
  await run(process.execPath, [next, 'build'], { cwd: RIVALS, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } })
  return spawnServer(
    process.execPath,
    [next, 'start', '-p', String(PORTS.next), '-H', '127.0.0.1'],
    url(PORTS.next),
    RIVALS,
  )
}

let installing: Promise<unknown> | null = null

function installRivals(): Promise<unknown> {
  installing ??= run('npm', ['ci', '--no-audit', '--no-fund', '--prefix', RIVALS])
  return installing
}

function url(port: number): string {
  return `http://127.0.0.1:${port}`
}
