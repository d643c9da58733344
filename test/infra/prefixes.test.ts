import { describe, expect, it } from 'vitest'
import { iamPattern, outermost } from '../../infra/permissions.ts'
import { notificationFilter } from '../../infra/s3-events.ts'

describe('prefixes', () => {
  it('leave out those that lie in another', () => {
    expect(outermost(['photos/2024/', 'photos/', 'photosof/', 'photos/2024/x/'])).toEqual(['photos/', 'photosof/'])
    expect(outermost(['photos/', ''])).toEqual([''])
    expect(outermost([''])).toEqual([''])
  })

  it('stand for themselves in IAM, whatever is in them', () => {
    expect(iamPattern('photos/')).toBe('photos/*')
    expect(iamPattern('')).toBe('*')
    expect(iamPattern('what?/*/${aws:username}/')).toBe('what${?}/${*}/${$}{aws:username}/*')
  })

  it('are spelled for S3 notifications as the keys in events are', () => {
    expect(notificationFilter('photos/2024-01_a.b/')).toBe('photos/2024-01_a.b/')
    expect(notificationFilter('my pictures/')).toBe('my+pictures/')
    expect(notificationFilter('é+&/')).toBe('%C3%A9%2B%26/')
    expect(notificationFilter("*!'()~/")).toBe('%2A%21%27%28%29%7E/')
  })
})
