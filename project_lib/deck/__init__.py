"""The story of a case as slides: planned as data, then written as PowerPoint and as HTML."""
