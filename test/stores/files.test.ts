import { storeContract } from './contract.ts'
import { openFolders } from './folders.ts'

storeContract('a folder of our own', async () => (await openFolders('absent')).store)
storeContract('a folder that others fill', async () => (await openFolders('objects')).store)
