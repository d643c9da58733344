declare namespace Astro {
  interface CustomImageProps {
    variant?: string
  }
}
