import { defineConfig } from './src/define-config.ts'

export default defineConfig({
  variants: {
    thumbnail: { width: 150, height: 150, fit: 'cover', quality: { avif: 65 } },
    medium: { width: 600, height: 600 },
    large: { width: 1200, height: 1200 },
    webp: { width: 1200, height: 1200, format: 'webp' },
  },
  formats: ['webp'],
})
