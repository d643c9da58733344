import type { ImageLoader } from 'next/image'
import { createLoader } from 'sizewright/loaders'
import fromEnvironment from 'sizewright/loaders/next'
import ours from './image-loader'
import config from './sizewright.config'

export const loaders: ImageLoader[] = [fromEnvironment, ours]

const images = createLoader({ baseUrl: '', ...config })
images.url('boat.jpg', 'square')
// @ts-expect-error -- a test of the types: there is no such variant
images.url('boat.jpg', 'huge')
