// The widths and qualities are the closed list that Next's optimizer needs; they are those of the default variants, and
// its own quality. What it may answer with is said when it is built.
export default {
  images: {
    deviceSizes: [600, 1200],
    imageSizes: [150],
    qualities: [75, 80, 85],
    formats: (process.env.FORMATS ?? 'image/webp').split(','),
    minimumCacheTTL: 31_536_000,
  },
}
