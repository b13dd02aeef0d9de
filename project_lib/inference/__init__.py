"""Inference: permutation tests, bootstrap intervals, effect sizes, rank tests and trends."""
