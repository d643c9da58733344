import type { Catalogue } from '../config/catalogue.ts'

export type Unaddressable =
  | 'folder-marker'
  | 'empty-segment'
  | 'dot-segment'
  | 'control-character'
  | 'backslash'
  | 'not-unicode'
  | 'too-long'

/** Why a key cannot be asked for, or `null` where it can be. */
export function whyUnaddressable(key: string, catalogue: Pick<Catalogue, 'isAddressable'>): Unaddressable | null {
  if (catalogue.isAddressable(key)) return null
  if (!key.isWellFormed()) return 'not-unicode'
  if (/[\u0000-\u001f\u007f]/.test(key)) return 'control-character' // oxlint-disable-line no-control-regex
  if (key.includes('\\')) return 'backslash'
  if (key.split('/').some((segment) => segment === '.' || segment === '..')) return 'dot-segment'
  if (key === '' || key.startsWith('/') || key.includes('//')) return 'empty-segment'
  return key.endsWith('/') ? 'folder-marker' : 'too-long'
}
