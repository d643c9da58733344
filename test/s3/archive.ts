import { refusal, type S3Answer } from './requests.ts'

/** Where a lifecycle moves objects to. The last two are read like any other. */
type ArchiveClass = 'GLACIER' | 'DEEP_ARCHIVE' | 'GLACIER_IR' | 'STANDARD_IA'
/** Where Intelligent-Tiering moves objects to that nobody has read for long; `null`: nowhere yet. */
type ArchiveTier = 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS' | null

/** Where S3 has the bytes of an object that is not in Standard. */
export type Place =
  | { readonly storageClass: ArchiveClass; readonly restore?: 'ongoing' | 'restored' }
  | { readonly storageClass: 'INTELLIGENT_TIERING'; readonly tier: ArchiveTier; readonly restore?: 'ongoing' }

const EXPIRY = '2099-12-21T00:00:00.000Z'

/** Whether S3 refuses to read the object. */
function isAway(place: Place): boolean {
  if (place.storageClass === 'INTELLIGENT_TIERING') return place.tier !== null
  return /^(GLACIER|DEEP_ARCHIVE)$/.test(place.storageClass) && place.restore !== 'restored'
}

/** What an answer becomes by where the object is: S3 tells it in headers, and answers GET with 403 where it is away. */
export function answeredFrom(place: Place, method: string, answer: S3Answer): S3Answer {
  if (method === 'GET' && isAway(place)) {
    return refusal(403, 'InvalidObjectState', "The operation is not valid for the object's storage class")
  }
  return { ...answer, headers: { ...answer.headers, ...headersOf(place) } }
}

function headersOf(place: Place): Record<string, string> {
  const restore = {
    ongoing: 'ongoing-request="true"',
    restored: `ongoing-request="false", expiry-date="${new Date(EXPIRY).toUTCString()}"`,
  }
  return {
    'x-amz-storage-class': place.storageClass,
    ...('tier' in place && place.tier !== null && { 'x-amz-archive-status': place.tier }),
    ...(place.restore !== undefined && { 'x-amz-restore': restore[place.restore] }),
  }
}

/** What a listing says of it. It names no tier of Intelligent-Tiering, and a restore only if it is asked. */
export function listedFrom(place: Place | undefined, isAsked: boolean): string {
  if (place === undefined) return '<StorageClass>STANDARD</StorageClass>'
  const restored = `<RestoreExpiryDate>${EXPIRY}</RestoreExpiryDate>`
  const { storageClass, restore } = place
  const isTold = isAsked && restore !== undefined && storageClass !== 'INTELLIGENT_TIERING'
  return [
    `<StorageClass>${storageClass}</StorageClass>`,
    ...(isTold
      ? [
          `<RestoreStatus><IsRestoreInProgress>${restore === 'ongoing'}</IsRestoreInProgress>`,
          `${restore === 'restored' ? restored : ''}</RestoreStatus>`,
        ]
      : []),
  ].join('')
}
