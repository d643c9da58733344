// The address that configurations import; they must not break when the rooms change.
export { type Config, defineConfig } from './config/define-config.ts'
