import { join } from 'node:path'
import type { Config } from '../../../src/config/config.ts'
import type { Server } from '../../kit/processes.ts'
import { startIpx, startNext, startOurs } from '../../kit/servers.ts'

/** In pixels: what all are asked for. They know no height in common, so heights follow from the picture. */
export const widths = [600, 1200] as const
export type Width = (typeof widths)[number]

/** What a browser says that it takes. */
export const accepts = ['image/webp,*/*', 'image/avif,image/webp,*/*', '*/*'] as const
export type Accept = (typeof accepts)[number]

/** A server that is asked for the same pictures. */
export interface Contestant {
  readonly name: string
  /** With which `Accept` it is asked. */
  readonly asked: readonly Accept[]
  /** @param folder of the originals @param scratch where it may keep what it makes */
  start(folder: string, scratch: string): Promise<Server>
  readonly pathOf: (width: Width, key: string) => string
}

const variants = Object.fromEntries(widths.map((width) => [variantOf(width), { width }]))

/**
 * Each with the qualities and formats that it has where nobody says anything. IPX negotiates only where the address says
 * `f_auto`; Next.js wants a quality in the address, and writes its own, 75, where a page names none. AVIF has to be switched
 * on in ours and in Next.js: both are asked once more with it, by a browser that takes it.
 */
export const contestants: readonly Contestant[] = [
  ours('Sizewright', {}, accepts),
  {
    name: 'IPX',
    asked: accepts,
    start: (folder) => startIpx(folder),
    pathOf: (width, key) => `/f_auto,w_${width}/${key}`,
  },
  next('Next.js', ['image/webp'], accepts),
  ours('Sizewright with AVIF', { formats: ['avif', 'webp'] }, [accepts[1]]),
  next('Next.js with AVIF', ['image/avif', 'image/webp'], [accepts[1]]),
]

function ours(name: string, settings: Config, asked: readonly Accept[]): Contestant {
  return {
    name,
    asked,
    start: (folder, scratch) => startOurs(folder, join(scratch, name.replaceAll(' ', '-')), { variants, ...settings }),
    pathOf: (width, key) => `/${variantOf(width)}/${key}`,
  }
}

function next(name: string, formats: readonly string[], asked: readonly Accept[]): Contestant {
  return {
    name,
    asked,
    start: (folder) => startNext(folder, formats),
    pathOf: (width, key) => `/_next/image?url=%2F${key}&w=${width}&q=75`,
  }
}

function variantOf(width: Width): string {
  return `w${width}`
}
