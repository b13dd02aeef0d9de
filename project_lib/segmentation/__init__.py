"""Segments, clusters, cohorts and the value of customers, as numbers."""
