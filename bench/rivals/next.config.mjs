// The widths and qualities are the closed list that Next's optimizer needs; they are those of the default variants.
export default {
  images: {
    deviceSizes: [600, 1200],
    imageSizes: [150],
    qualities: [80, 85],
    formats: ['image/webp'],
    minimumCacheTTL: 31_536_000,
  },
}
