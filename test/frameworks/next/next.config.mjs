export default {
  output: 'export',
  images: { loader: 'custom', loaderFile: './image-loader.js', deviceSizes: [600, 1200], imageSizes: [150] },
}
