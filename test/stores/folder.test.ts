import { storeContract } from './contract.ts'
import { openFolders } from './folder/folders.ts'

storeContract('a folder of our own', async () => (await openFolders('owned')).store)
storeContract('a folder that others fill', async () => (await openFolders('shared')).store)
