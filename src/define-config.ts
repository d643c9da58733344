// The address that configurations import; they must not break when the rooms change.
export { defineConfig } from './config/define-config.ts'
