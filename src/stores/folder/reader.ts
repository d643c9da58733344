import type { ObjectHead, StoredObject } from '../store.ts'

/** Looks at one file and tells what object it is; `null` where it is none. */
export type ReadHead = (key: string, path: string) => Promise<ObjectHead | null>

/** What makes a file an object: this is where folders that are ours alone differ from folders that others fill. */
export interface FileReader {
  readonly head: ReadHead
  readonly get: (key: string, path: string) => Promise<StoredObject | null>
  /**
   * Prepares to look at all the files of one folder.
   *
   * @param folder as keys begin: empty, or ending in a slash
   * @param path its real path
   * @param head looks at one of them the careful way, safe while it is being written
   */
  ofFolder(folder: string, path: string, head: (key: string) => Promise<ObjectHead | null>): Promise<ReadHead>
}
