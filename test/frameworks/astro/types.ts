import type { ExternalImageService } from 'astro'
import sizewright from 'sizewright/loaders/astro'

export const service: ExternalImageService<{ baseUrl: string }> = sizewright
