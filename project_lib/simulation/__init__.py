"""What simulators share: exact counts, calibrated draws, days with a season, the truth file."""
