"""Ready-made tests of business claims: each returns a finding's result from plain tables."""
