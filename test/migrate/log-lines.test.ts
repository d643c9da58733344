import { expect, it, test } from 'vitest'
import { createLineReader } from '../../src/migrate/log-lines.ts'

const FIELDS =
  '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query'

// The examples of the pages that log-lines.ts names, with addresses of pictures in them.
test.for([
  ['plain', 'https://images.example.com/a.jpg?w=300', 'https://images.example.com/a.jpg?w=300', null],
  ['a path', '/a.jpg', '/a.jpg', null],
  [
    'combined',
    '127.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET /a%20b.jpg?w=300 HTTP/1.1" 200 2326 "-" "Mozilla/5.0"',
    '/a%20b.jpg?w=300',
    200,
  ],
  ['common', '127.0.0.1 - frank [10/Oct/2025:13:55:36 -0700] "GET /a.gif HTTP/1.0" 404 2326', '/a.gif', 404],
  [
    'ALB',
    'https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/a.jpg?w=300 HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2',
    'https://www.example.com:443/a.jpg?w=300',
    200,
  ],
  [
    'S3',
    '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df9 3E57427F3EXAMPLE REST.GET.OBJECT a.jpg "GET /amzn-s3-demo-bucket1/a.jpg?w=300 HTTP/1.1" 206 - 113 - 7 - "-" "S3Console/0.4" -',
    '/amzn-s3-demo-bucket1/a.jpg?w=300',
    206,
  ],
  [
    'JSON',
    '{"date":"2025-12-04","cs-method":"GET","cs-uri-stem":"/a.jpg","sc-status":"200","cs-uri-query":"w=300"}',
    '/a.jpg?w=300',
    200,
  ],
] as const)('a line of a log: %s', ([, line, address, status]) => {
  expect(createLineReader()(line)).toEqual({ address, status })
})

it('reads the fields of CloudFront where the line above has them, and takes its own encoding away', () => {
  const read = createLineReader()
  expect(read('#Version: 1.0')).toBeNull()
  expect(read(FIELDS)).toBeNull()
  const line = (path: string, query: string, method = 'GET') =>
    [
      '2019-12-04',
      '21:02:31',
      'LAX1',
      '392',
      '192.0.2.100',
      method,
      'd111111abcdef8.cloudfront.net',
      path,
      '200',
      '-',
      'Mozilla',
      query,
    ].join('\t')
  expect(read(line('/_next/image', 'url=%252Fa%252520b.jpg&w=640'))).toEqual({
    address: '/_next/image?url=%2Fa%2520b.jpg&w=640',
    status: 200,
  })
  expect(read(line('/a.jpg', '-'))).toEqual({ address: '/a.jpg', status: 200 })
  expect(read(line('/a.jpg', '-', 'POST'))).toBeNull()
})

test.for([
  '',
  '#',
  '{',
  '{}',
  'null',
  '{"cs-uri-stem":1}',
  '"GET',
  '"GET ',
  'a b c',
  '\t\t\t',
  '127.0.0.1 "POST /a.jpg HTTP/1.1" 200',
  '{"a":null}',
])('whatever else a line is, it is no fault: %j', (line) => {
  const read = createLineReader()
  read(FIELDS)
  expect(() => read(line)).not.toThrow()
  expect(createLineReader()(line)?.address ?? '').not.toContain('a.jpg')
})
