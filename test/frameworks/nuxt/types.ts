import type { ImageProvider } from '@nuxt/image'
import sizewright from 'sizewright/loaders/nuxt'

export const provider: ImageProvider<{ baseUrl: string }> = sizewright()
