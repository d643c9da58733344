import type { Settings } from '../../config/config.ts'
import { isHiddenName } from '../../path.ts'
import type { BucketOptions } from './buckets.ts'
import type { FolderOptions } from './data-folders.ts'
import { openFolders } from './folders.ts'
import type { Locations } from './locations.ts'

/**
 * Opens the three locations that the options name. What only buckets need is loaded only for them: it takes a while.
 *
 * @throws UsageFault
 */
export async function openLocations(
  options: FolderOptions | Omit<BucketOptions, 'prefixes'>,
  settings: Settings,
): Promise<Locations> {
  if (!('processed' in options)) return openFolders(options, settings.hidden ? () => false : isHiddenName)
  const { openBuckets } = await import('./buckets.ts')
  return openBuckets({ ...options, prefixes: settings.prefixes })
}
