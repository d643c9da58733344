import type { Config } from './config.ts'

export type { Config } from './config.ts'

/**
 * Types a configuration where it is written, so that an editor completes and checks it. Nothing is validated before
 * the start; so a page may import its `sizewright.config.ts`, and gets its plain data and no validation along with it.
 *
 * @example
 * export default defineConfig({
 *   variants: { hero: { width: 1920, height: 800, fit: 'cover' } },
 * })
 */
export function defineConfig<const C extends Config>(config: C): C {
  return config
}
