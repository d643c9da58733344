'use client'

import Image from 'next/image'
import { createLoader } from 'sizewright/loaders'
import fromEnvironment, { nextLoader } from 'sizewright/loaders/next'
import config from '../../sizewright.config'

const options = { baseUrl: process.env.NEXT_PUBLIC_SIZEWRIGHT_URL, ...config }
const { srcset, ...attributes } = createLoader(options).attributes('holiday/boat.jpg')
const crop = nextLoader({ ...options, fit: 'cover' })

export default function More() {
  return (
    <>
      <Image alt="crop" loader={crop} src="holiday/boat.jpg" width={150} height={150} />
      <Image alt="environment" loader={fromEnvironment} src="holiday/boat.jpg" width={600} height={400} />
      <img alt="plain" {...attributes} srcSet={srcset} />
    </>
  )
}
