import { describe, expect, it } from 'vitest'
import { iamPattern, isTight, outermost } from '../../infra/permissions.ts'
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
    expect(iamPattern('what?/*/$aws/')).toBe('what${?}/${*}/${$}aws/*')
    expect(iamPattern('été/ÿ/')).toBe('été/ÿ/*')
  })

  it('have a question mark in IAM where a policy cannot have the character, or CDK not without its partner', () => {
    expect(iamPattern('photos/写真/')).toBe('photos/??/*')
    expect(iamPattern('{id}/a]b/')).toBe('?id?/a?b/*')
    expect(iamPattern('what?/${aws:username}/')).toBe('what${?}/${$}?aws:username?/*')
  })

  it('mean that folder more than others in IAM, or are refused', () => {
    expect(
      ['', 'photos/', 'photos/写真/', '写真2024/', '{id}/', '写真ab/'].filter((prefix) => !isTight(prefix)),
    ).toEqual([])
    expect(['写真/', '写真a/', '写/真/'].filter(isTight)).toEqual([])
  })

  it('are spelled for S3 notifications as the keys in events are', () => {
    expect(notificationFilter('photos/2024-01_a.b/')).toBe('photos/2024-01_a.b/')
    expect(notificationFilter('my pictures/')).toBe('my+pictures/')
    expect(notificationFilter('é+&/')).toBe('%C3%A9%2B%26/')
    expect(notificationFilter("*!'()~/")).toBe('%2A%21%27%28%29%7E/')
  })
})
