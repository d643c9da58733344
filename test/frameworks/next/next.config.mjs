import { widthsOf } from 'sizewright/loaders'
import config from './sizewright.config.ts'

export default {
  images: {
    loader: 'custom',
    loaderFile: './image-loader.ts',
    deviceSizes: widthsOf(config),
    imageSizes: [],
  },
  turbopack: { root: import.meta.dirname },
}
