"""The leakage audit: verdicts, and the ways to find what could not be known."""
