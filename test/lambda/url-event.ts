import type { LambdaFunctionURLEvent } from 'aws-lambda'

/** An event exactly as a function URL makes it (payload format 2.0). */
export function urlEvent(
  rawPath: string,
  changes: { method?: string; headers?: Record<string, string>; body?: string } = {},
): LambdaFunctionURLEvent {
  const { method = 'GET', headers = {}, body } = changes
  const domainName = 'abcdefghij.lambda-url.eu-west-1.on.aws'
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: '',
    headers: { host: domainName, 'x-forwarded-proto': 'https', 'user-agent': 'Amazon CloudFront', ...headers },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abcdefghij',
      domainName,
      domainPrefix: 'abcdefghij',
      http: {
        method,
        path: decodeOrLeave(rawPath),
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'Amazon CloudFront',
      },
      requestId: 'e1506fd5-9e7b-434f-bd42-4f8fa224b599',
      routeKey: '$default',
      stage: '$default',
      time: '25/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_608_000_000,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  }
}

function decodeOrLeave(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
