'use client'
import { nextLoader } from 'sizewright/loaders/next'

export default nextLoader({ baseUrl: process.env.NEXT_PUBLIC_SIZEWRIGHT_URL })
