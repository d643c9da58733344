import config from './sizewright.config'

export default defineNuxtConfig({
  modules: ['@nuxt/image'],
  image: {
    provider: 'sizewright',
    providers: {
      sizewright: {
        provider: 'sizewright/loaders/nuxt',
        options: { baseUrl: process.env.SIZEWRIGHT_URL, variants: config.variants, widths: config.widths },
      },
    },
  },
  runtimeConfig: { public: { sizewrightUrl: process.env.SIZEWRIGHT_URL } },
  compatibilityDate: '2026-01-01',
  telemetry: false,
})
