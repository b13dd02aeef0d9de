"""Drivers: what a treatment adds to an outcome among units that are otherwise alike."""
