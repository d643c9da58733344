import { isOnPath } from '../on-path.ts'

/** The programs that tests of this suite are held against, and the Debian packages that bring them. */
const PACKAGES = { nginx: 'nginx-light', njs: 'njs', 'systemd-analyze': 'systemd' } as const

/**
 * Whether a program can be had: nothing is skipped where it is not.
 *
 * @throws with what to install
 */
export function need(program: keyof typeof PACKAGES): void {
  if (isOnPath(program)) return
  throw new Error(`there is no ${program}, which this test needs: apt-get install ${PACKAGES[program]}`)
}
