export default defineNuxtConfig({
  modules: ['@nuxt/image'],
  telemetry: false,
  compatibilityDate: '2026-01-01',
  image: {
    provider: 'sizewright',
    providers: {
      sizewright: { provider: 'sizewright/loaders/nuxt', options: { baseURL: process.env.SIZEWRIGHT_URL } },
    },
  },
})
