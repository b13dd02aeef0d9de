"""What exploration measures: columns, relations, and the data space."""
