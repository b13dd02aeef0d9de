"""Time series of daily totals: trend, season, unusual days, and what goes before what."""
