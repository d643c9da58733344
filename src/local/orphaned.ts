import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** How often it is looked whether whoever started the process is still there, in ms. Nobody tells of it. */
const LOOK_MS = 500

/**
 * Calls back when the process was started by an npm script and npm, or the shell that it starts scripts with, is gone:
 * npm hands on SIGTERM and SIGINT at best, and whoever ends npm by its number means the service. Started in any other
 * way, by systemd or from a shell, the process depends on nobody, and in a session of its own (`setsid`) it means to
 * outlive who started it (decision 025).
 */
export function whenOrphaned(orphaned: () => void): void {
  if (!isOfScript()) return
  const starters = findStarters()
  if (starters === null) return // it is somebody else's already, or wants to be nobody's
  const looking = setInterval(() => {
    if (isSame(starters, findStarters())) return
    clearInterval(looking)
    orphaned()
  }, LOOK_MS)
  looking.unref()
}

/**
 * Whether an npm script started this process. The variable is inherited by all that a script starts, such as a terminal in
 * which somebody later starts the service by hand, so it must tell of the service.
 */
export function isOfScript(): boolean {
  const script = process.env['npm_lifecycle_script']
  return script !== undefined && /\bsizewright\b|src\/main\.ts/.test(script)
}

interface Starters {
  readonly parent: number
  /** Who started the parent, where that is the shell of a script. */
  readonly above: number | null
}

/** `null` where there is nobody, or nobody who is to be followed. */
function findStarters(): Starters | null {
  const { ppid: parent } = process
  if (process.platform !== 'linux') return { parent, above: null }
  const [own, theirs] = [statusOf(process.pid), statusOf(parent)]
  if (own === null || theirs === null) return { parent, above: null }
  if (own.session !== theirs.session) return null
  return { parent, above: isShell(theirs.name) ? theirs.parent : null }
}

function isSame(before: Starters, now: Starters | null): boolean {
  return before.parent === now?.parent && before.above === now.above
}

function isShell(name: string): boolean {
  return ['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh'].includes(basename(name))
}

interface Status {
  readonly name: string
  readonly parent: number
  readonly session: number
}

/** Reads what proc(5) says: `pid (name) state ppid pgrp session …`, where the name may have anything in it. */
function statusOf(pid: number): Status | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = text.lastIndexOf(')')
    const [, parent, , session] = text.slice(end + 2).split(' ')
    return { name: text.slice(text.indexOf('(') + 1, end), parent: Number(parent), session: Number(session) }
  } catch {
    return null // it has just ended, or may not be looked at
  }
}
