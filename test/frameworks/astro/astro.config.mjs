import { defineConfig } from 'astro/config'

export default defineConfig({
  image: {
    service: { entrypoint: 'sizewright/loaders/astro', config: { baseUrl: process.env.SIZEWRIGHT_URL } },
  },
})
