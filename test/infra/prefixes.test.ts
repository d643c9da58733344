import { describe, expect, it } from 'vitest'
import { iamPatterns, isTight, outermost } from '../../infra/permissions.ts'
import { notificationFilter } from '../../infra/s3-events.ts'

describe('prefixes', () => {
  it('leave out those that lie in another', () => {
    expect(outermost(['photos/2024/', 'photos/', 'photosof/', 'photos/2024/x/'])).toEqual(['photos/', 'photosof/'])
    expect(outermost(['photos/', ''])).toEqual([''])
    expect(outermost([''])).toEqual([''])
  })

  it('stand for themselves in IAM, whatever is in them', () => {
    expect(iamPatterns('photos/')).toEqual(['photos/*'])
    expect(iamPatterns('')).toEqual(['*'])
    expect(iamPatterns('what?/*/$aws/')).toEqual(['what${?}/${*}/${$}aws/*'])
    expect(iamPatterns('été/ÿ/')).toEqual(['été/ÿ/*'])
  })

  it('have a question mark in IAM where a policy cannot have the character, or CDK not without its partner', () => {
    expect(iamPatterns('photos/写真/')).toEqual(['photos/??/*'])
    expect(iamPatterns('{id}/a]b/')).toEqual(['?id?/a?b/*'])
    expect(iamPatterns('what?/${aws:username}/')).toEqual(['what${?}/${$}?aws:username?/*'])
  })

  it('have two patterns in IAM where a character can be counted as one or as two', () => {
    expect(iamPatterns('photos/🚢写/')).toEqual(['photos/???/*', 'photos/??/*'])
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
