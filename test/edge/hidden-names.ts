/** Names that are hidden, by the list that docs/operating.md has, in any case. */
export const HIDDEN = [
  '.trash',
  '._boat.jpg',
  '...',
  '@eaDir',
  '@EADIR',
  '#recycle',
  '#Recycle',
  '$RECYCLE.BIN',
  '$Recycle.Bin',
  'lost+found',
  'Lost+Found',
  'Thumbs.db',
  'THUMBS.DB',
]

/** Names that are not, though some engine's idea of case, or of an escape, might have it so. */
export const NEARLY_HIDDEN = [
  'a.',
  'a._b',
  'eaDir',
  '@eaDir2',
  '_x40eaDir',
  '_X40EADIR',
  'lost_x2Bfound',
  'lost_x2bfound',
  'lost found',
  'recycle',
  'thumbs.db.jpg',
  'thumbsxdb',
  'thumb\u017f.db',
  'lo\u017ft+found',
  '@ead\u0130r',
  '@ead\u0131r',
]
