import { defineConfig } from 'sizewright/config'

// Copied into every app: it imports the configuration as its pages need it, and the service runs by the same.
export default defineConfig({
  widths: [300, 400, 600, 800, 900, 1200, 1800],
  variants: {
    square: { width: 200, height: 200, fit: 'cover' },
    small: { width: 300, height: 300 },
    medium: { width: 600, height: 600 },
    large: { width: 1200, height: 1200 },
    webp: { width: 1200, height: 1200, format: 'webp' },
  },
})
