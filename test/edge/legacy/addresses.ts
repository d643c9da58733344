import type { Dialect } from '../../../src/config/legacy.ts'

/** An address of another service as its documents or tests have it, and what it becomes here. */
export type Address = readonly [uri: string, becomes: string | number]

const json = (request: object) => `/${Buffer.from(JSON.stringify(request)).toString('base64')}`
const base64Url = (source: string) => Buffer.from(source).toString('base64url')

export const config = {
  variants: {
    thumbnail: { width: 150, height: 150, fit: 'cover' },
    card: { width: 400, height: 300, fit: 'cover' },
    banner: { width: 1200, height: 400, fit: 'cover' },
    medium: { width: 600, height: 600 },
    large: { width: 1200, height: 1200 },
    webp: { width: 1200, height: 1200, format: 'webp' },
  },
  widths: [320, 640, 1280],
  formats: ['avif', 'webp'],
} as const

export const sources = {
  'https://old.example.com/': '',
  'https://foobar/en/': 'docs/',
  'http://example.com/images/': '',
  'http://thumborize.me/': '',
  's3://photos/': '',
  's3://my-sample-bucket/': 'sample/',
  's3://some-test-bucket/': '',
  's3://elasticbeanstalk-us-east-2-066784885518/': '',
}

/** Asked for without `Accept`; what is a `.fallback` of a variant is asked for by somebody who would take AVIF. */
export const addresses: Readonly<Record<Dialect, readonly Address[]>> = {
  // github.com/aws-solutions/dynamic-image-transformation-for-amazon-cloudfront, source/image-handler/test/image-request
  dit: [
    [
      '/eyJidWNrZXQiOiJteS1zYW1wbGUtYnVja2V0Iiwia2V5Ijoic2FtcGxlLWltYWdlLTAwMS5qcGcifQ==',
      '/w1280/sample/sample-image-001.jpg',
    ],
    ['/eyJidWNrZXQiOiJidWNrZXQtbmFtZS1oZXJlIiwia2V5Ijoia2V5LW5hbWUtaGVyZSJ9', 404],
    [
      '/eyJidWNrZXQiOiJlbGFzdGljYmVhbnN0YWxrLXVzLWVhc3QtMi0wNjY3ODQ4ODU1MTgiLCJrZXkiOiJlbnYtcHJvZC9nY2MvbGFuZGluZ3BhZ2UvMV81N19TbGltTl9MaWZ0LUNvcnNldC1Gb3ItTWVuLVNOQVAvYXR0YWNobWVudHMvZmZjMWYxNjAtYmQzOC00MWU4LThiYWQtZTNhMTljYzYxZGQzX1/Ys9mE2YrZhSDZhNmK2YHYqiAoMikuanBnIiwiZWRpdHMiOnsicmVzaXplIjp7IndpZHRoIjo0ODAsImZpdCI6ImNvdmVyIn19fQ==',
      '/w640/env-prod/gcc/landingpage/1_57_SlimN_Lift-Corset-For-Men-SNAP/attachments/ffc1f160-bd38-41e8-8bad-e3a19cc61dd3___xD8_xB3_xD9_x84_xD9_x8A_xD9_x85_x20_xD9_x84_xD9_x8A_xD9_x81_xD8_xAA_x20_x282_x29.jpg',
    ],
    [
      json({ bucket: 'photos', key: 'a b.jpg', edits: { resize: { width: 150, height: 150 } } }),
      '/thumbnail/a_x20b.jpg',
    ],
    [
      json({
        bucket: 'photos',
        key: 'a.jpg',
        edits: { resize: { width: 700, height: 700, fit: 'inside' }, toFormat: 'webp' },
      }),
      '/webp/a.jpg',
    ],
    [json({ key: '100%.jpg', outputFormat: 'jpeg', edits: { resize: { width: 300 } } }), '/w320/100_x25.jpg'],
    ['/filters:rotate(90)/filters:grayscale()/thumbor-image.jpg', '/w1280/thumbor-image.jpg'],
    ['/filters:rotate(90)/filters:grayscale()/thumbor-image%20(1).jpg', '/w1280/thumbor-image_x20_x281_x29.jpg'],
    ['/filters:rotate(90)/s3:some-test-bucket/filters:grayscale()/thumbor-image.jpg', '/w1280/thumbor-image.jpg'],
    ['/filters:grayscale()/s3:myXbucket/thumbor-image.jpg', 404],
    ['/10x20:100x200/10x10/filters:rotate(90)/filters:grayscale()/thumbor-image.jpg', '/thumbnail/thumbor-image.jpg'],
    ['/fit-in/400x0/filters:fill(ffffff)/fit-in-thumbor-image.jpg', '/w640/fit-in-thumbor-image.jpg'],
    ['/100x100/test-100x100/test/beach-100x100.jpg', '/thumbnail/test-100x100/test/beach-100x100.jpg'],
    ['/fit-in/400x400/filters:watermark(bucket,folder/key.png,0,0)/image.jpg', '/medium/image.jpg'],
    ['/fit-in/800x1000/filters:format(avif)/image.jpg', '/large.avif/image.jpg'],
    ['/holiday/boat.jpg', '/w1280/holiday/boat.jpg'],
    ['/eyes/boat.jpg', '/w1280/eyes/boat.jpg'],
    ['/ewe.jpg', '/w1280/ewe.jpg'],
    ['/wp-login.php', 404],
    ['/eyJub24tanNvbg==', 400],
  ],
  // github.com/cshum/imagor, imagorpath/params_test.go; thumbor.readthedocs.io
  thumbor: [
    [
      '/unsafe/https://foobar/en/latest/_images/man_before_sharpen.png',
      '/w1280/docs/latest/_images/man_before_sharpen.png',
    ],
    [
      '/unsafe/https%3A%2F%2Ffoobar%2Fen%2Flatest%2F_images%2Fman_before_sharpen.png%3Ffoo%3Dbar',
      '/w1280/docs/latest/_images/man_before_sharpen.png',
    ],
    ['/unsafe/fit-in/0x0/5x6:7x8/https://foobar/en/a.png', '/w1280/docs/a.png'],
    [
      '/unsafe/stretch/500x350/filters:watermark(http://thumborize.me/static/img/beach.jpg,100,100,50)/http://thumborize.me/static/img/beach.jpg',
      '/banner/static/img/beach.jpg',
    ],
    [
      '/VTAq7YIRbEXgtwAcsTMhAjvBuT8=/10x11:12x13/fit-in/-300x-200/5x6/left/top/smart/filters:some_filter()/img',
      '/w320/img',
    ],
    ['/XBCO7esuLsNQuSF2v9ie36pESRGx2rzLjhUxXWnV/fit-in/300x400/img', '/w320/img'],
    ['/unsafe/300x/smart/filters:quality(80):format(webp)/img.jpg', '/w320.webp/img.jpg'],
    ['/unsafe/400x300/img.jpg', '/card/img.jpg'],
    ['/unsafe/trim%2Fimg', '/w1280/trim/img'],
    ['/unsafe/300x200/https://elsewhere.example/img.jpg', 404],
    ['/meta/trim/10x11:12x13/img', 404],
    ['/unsafe/meta/300x200/img', 404],
    ['/unsafe/300x200/%', 400],
    ['/unsafe/300x200', '/w1280/300x200'],
    ['/VTAq7YIRbEXgtwAcsTMhAjvBuT8=', 404],
  ],
  // docs.imgproxy.net/usage/processing, and its first version's "Generating the URL (Basic)"
  imgproxy: [
    [
      '/AfrOrF3gWeDA6VOlDG4TzxMv39O7MXnF4CXpKUwGqRM/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png',
      '/banner.fallback/curiosity.jpg',
    ],
    [
      '/insecure/rs:fill:300:400:0/g:sm/plain/http://example.com/images/curiosity.jpg@png',
      '/banner.fallback/curiosity.jpg',
    ],
    ['/insecure/size:300:400:0/plain/http%3A%2F%2Fexample.com%2Fimages%2Fcuriosity.jpg', '/w320/curiosity.jpg'],
    [`/_/w:320/f:webp/${base64Url('s3://photos/holiday/boat.jpg')}`, '/w320.webp/holiday/boat.jpg'],
    ['/insecure/rs:fit:150/dpr:2/plain/s3://photos/a@2x.jpg@avif', '/w320.avif/a_x402x.jpg'],
    ['/insecure/fill/400/300/sm/0/plain/https://old.example.com/my%20photo.jpg', '/card/my_x20photo.jpg'],
    [`/insecure/fit/320/0/no/0/${base64Url('https://old.example.com/a.jpg')}.jpg`, '/w320.fallback/a.jpg'],
    ['/insecure/pr:sharp/plain/local:///a.jpg', 404],
    ['/insecure/rs:fit:300:300/enc/VGhpcyBpcyBlbmNyeXB0ZWQ.jpg', 400],
    ['/insecure/rs:fit:300:300/plain/https://elsewhere.example/a.jpg', 404],
    ['/insecure/rs:fit:300:300', 404],
    ['/wp-content/uploads/a.jpg', 404],
  ],
  // github.com/unjs/ipx, README.md; image.nuxt.com/providers/ipx
  ipx: [
    ['/_/static/buffalo.png', '/w1280/static/buffalo.png'],
    ['/f_webp/static/buffalo.png', '/w1280.webp/static/buffalo.png'],
    ['/w_200/static/buffalo.png', '/w320/static/buffalo.png'],
    ['/embed,f_webp,s_200x200/static/buffalo.png', '/w320.webp/static/buffalo.png'],
    ['/s_200x200,fit_outside/buffalo.png', '/w320/buffalo.png'],
    ['/s_400x300,pos_top/buffalo.png', '/card/buffalo.png'],
    ['/_ipx/q_80&w_640/images/a%20b.jpg', '/w640/images/a_x20b.jpg'],
    ['/_ipx/w_640/https:/old.example.com/a.jpg', '/w640/a.jpg'],
    ['/_ipx/w_640/https%3A%2F%2Felsewhere.example%2Fa.jpg', 404],
    ['/favicon.ico', 404],
    ['/photos/a.jpg', 404],
    ['/constructor/a.jpg', 404],
  ],
  // nextjs.org/docs/app/api-reference/components/image
  next: [
    ['/_next/image?url=%2Fimages%2Fyour-logo.png&w=64&q=75', '/w320/images/your-logo.png'],
    ['/shop/_next/image?url=https%3A%2F%2Fold.example.com%2Fa%2520b.jpg&w=640&q=75', '/w640/a_x20b.jpg'],
    ['/_next/image?url=https%3A%2F%2Felsewhere.example%2Fa.jpg&w=3840&q=75', 404],
    ['/_next/image?w=64', 404],
    ['/_next/static/chunks/main.js', 404],
  ],
  // docs.aws.amazon.com, "Resizing images with S3 Object Lambda"; the parameters of the AWS sample image-optimization
  query: [
    ['/holiday/boat.jpg?w=300', '/w320/holiday/boat.jpg'],
    ['/holiday/boat.jpg?width=600', '/w640/holiday/boat.jpg'],
    ['/holiday/boat.jpg?format=auto&width=300', '/w320/holiday/boat.jpg'],
    ['/holiday/boat.jpg?w=400&h=300&format=jpeg', '/card.fallback/holiday/boat.jpg'],
    ['/holiday/boat.jpg?w=400&h=300&fit=inside', '/medium/holiday/boat.jpg'],
    ['/a%20b.JPG', '/w1280/a_x20b.JPG'],
    ['/boat?w=abc', '/w1280/boat'],
    ['/wp-login.php', 404],
    ['/%FF.jpg?w=300', 400],
  ],
}
