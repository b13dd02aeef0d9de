"""The HTML pages of a case."""
