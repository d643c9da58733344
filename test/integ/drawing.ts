/** What the integration test uploads: a text, since the parameters of a call are texts in CloudFormation. */
export const drawing = {
  key: 'photos/sizewright-integ.svg',
  body: '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="teal"/></svg>',
}

/** What is asked for then, and what must come. */
export const asked = [
  { path: `/info/${drawing.key}`, method: 'GET', answer: { status: 200, body: { width: 800, height: 600 } } },
  { path: `/medium.webp/${drawing.key}`, method: 'HEAD', answer: { status: 200 } },
  { path: '/medium/photos/nothing.jpg', method: 'HEAD', answer: { status: 404 } },
] as const
