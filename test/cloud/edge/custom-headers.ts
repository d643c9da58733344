import * as v from 'valibot'

/** Those that CloudFront adds to no request: the same document, "Custom headers that CloudFront can't add". */
const REFUSED =
  /^(cache-control|connection|content-length|cookie|host|if-(match|modified-since|none-match|range|unmodified-since)|max-forwards|pragma|proxy-(authorization|connection)|range|request-range|te|trailer|transfer-encoding|upgrade|via|x-amz-.*|x-edge-.*|x-real-ip)$/i

/**
 * What an origin is sent besides, whatever the viewer says under the same name:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
 */
export const customHeaders = v.optional(
  v.pipe(
    v.array(
      v.object({
        HeaderName: v.pipe(
          v.string(),
          v.check((name) => !REFUSED.test(name)),
        ),
        HeaderValue: v.string(),
      }),
    ),
    v.transform((items) =>
      Object.fromEntries(items.map(({ HeaderName, HeaderValue }) => [HeaderName.toLowerCase(), HeaderValue])),
    ),
  ),
  [],
)
