import { storeContract } from '../stores/contract.ts'
import { freshStores, useForeignBucket } from './server.ts'

storeContract('the server', freshStores(useForeignBucket()))
