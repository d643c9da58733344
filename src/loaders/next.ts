import { createLoader, type LoaderOptions } from './loader.ts'
import type { Sizes } from './sizes.ts'

/** What `next/image` asks of a loader: https://nextjs.org/docs/app/api-reference/components/image#loaderfile */
export type NextLoader = (asked: { readonly src: string; readonly width: number }) => string

/**
 * A loader for `images.loaderFile`, of which a file of yours is the default export.
 *
 * @example
 * 'use client'
 * export default nextLoader({ baseUrl: 'https://images.example.com' })
 */
export function nextLoader<const S extends Sizes>(options: LoaderOptions<S>): NextLoader {
  const { urlFor } = createLoader(options)
  return ({ src, width }) => urlFor(src, { width })
}
