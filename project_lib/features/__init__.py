"""What features and labels are computed from, on every engine."""
