import { nextLoader } from 'sizewright/loaders/next'
import config from './sizewright.config'

export default nextLoader({ baseUrl: process.env.NEXT_PUBLIC_SIZEWRIGHT_URL ?? '', ...config })
