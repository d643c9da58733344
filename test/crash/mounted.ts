import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { messageOf } from '../../src/errors.ts'

const run = promisify(execFile)

/** Mounts a small disk that lives in memory; it is gone when the test is over. */
export async function mountDisk(folder: string, size: string, options = 'rw'): Promise<void> {
  await mkdir(folder, { recursive: true })
  await mount('-t', 'tmpfs', '-o', `size=${size},${options}`, 'tmpfs', folder)
  onTestFinished(() => unmount(folder))
}

/** Makes a folder read-only, whatever is open in those above it, until it is unmounted. */
export async function coverReadOnly(folder: string): Promise<void> {
  await mount('--bind', folder, folder)
  await mount('-o', 'remount,bind,ro', folder)
}

export async function remount(folder: string, options: string): Promise<void> {
  await mount('-o', `remount,${options}`, folder)
}

export async function unmount(folder: string): Promise<void> {
  await run('umount', ['--lazy', folder])
}

async function mount(...args: string[]): Promise<void> {
  await run('mount', args).catch((cause: unknown) => {
    const why = messageOf(cause)
    throw new Error(`this test must be allowed to mount (root, or a container with CAP_SYS_ADMIN): ${why}`, { cause })
  })
}
