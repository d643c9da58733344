/// <reference types="astro/client" />
import type { ExternalImageService, ImageTransform } from 'astro'
import sizewright from 'sizewright/loaders/astro'

export const service: ExternalImageService<{ baseUrl: string }> = sizewright

export const named: ImageTransform = { src: 'boat.jpg', variant: 'square' }
// @ts-expect-error -- a test of the types: `variant` is known to them
export const wrong: ImageTransform = { src: 'boat.jpg', variant: 1 }
