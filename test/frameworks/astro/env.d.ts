declare namespace Astro {
  interface CustomImageProps {
    variant?: string
    info?: import('sizewright/loaders').PictureInfo
  }
}
