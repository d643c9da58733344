import { defineConfig } from 'astro/config'
import config from './sizewright.config.ts'

export default defineConfig({
  image: {
    service: {
      entrypoint: 'sizewright/loaders/astro',
      config: { baseUrl: process.env.SIZEWRIGHT_URL, ...config },
    },
  },
  telemetry: false,
})
