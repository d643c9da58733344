import { argv } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockFolder } from '../../../src/stores/folder/lock.ts'

/** Locks the folder that is the argument, says how that went, and lives on until it is killed. */
try {
  await lockFolder(argv[2] ?? '')
  globalThis.gc?.() // nobody refers to the lock any more
  await sleep(10)
  globalThis.gc?.()
  console.log('held')
} catch (error) {
  console.log(String(error))
}
setInterval(() => {}, 1000)
