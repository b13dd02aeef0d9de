"""Serving: the bundle that is deployed, and scoring with it."""
