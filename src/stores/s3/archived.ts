/**
 * The storage classes whose objects cannot be read. Glacier Instant Retrieval (`GLACIER_IR`) is none of them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html
 */
const ARCHIVES: ReadonlySet<string | undefined> = new Set(['GLACIER', 'DEEP_ARCHIVE'])

/** What a head of S3 says of where an object's bytes are. */
interface ArchiveHeaders {
  readonly StorageClass?: string | undefined
  /** The archive tier, where Intelligent-Tiering has moved the object to one: its storage class does not tell. */
  readonly ArchiveStatus?: string | undefined
  /** While a copy is being restored, `ongoing-request="true"`; while it is there, `"false"` and when it expires. */
  readonly Restore?: string | undefined
}

/**
 * Tells an archived object by its head. Intelligent-Tiering makes no copy, it moves the object back: then the head says
 * nothing of an archive any more.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export function archivedByHead({ StorageClass, ArchiveStatus, Restore = '' }: ArchiveHeaders): { isArchived?: true } {
  const isAway = ARCHIVES.has(StorageClass) || ArchiveStatus !== undefined || Restore.includes('ongoing-request="true"')
  return isAway && !Restore.includes('ongoing-request="false"') ? { isArchived: true } : {}
}

/** What a listing of S3 says, where it is asked for `RestoreStatus`. Of Intelligent-Tiering it does not name the tier. */
interface ListedArchive {
  readonly StorageClass?: string | undefined
  readonly RestoreStatus?: { readonly IsRestoreInProgress?: boolean | undefined } | undefined
}

/**
 * Tells an archived object by a listing.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreStatus.html
 */
export function archivedByListing({ StorageClass, RestoreStatus }: ListedArchive): { isArchived?: true } {
  return ARCHIVES.has(StorageClass) && RestoreStatus?.IsRestoreInProgress !== false ? { isArchived: true } : {}
}
