"""Models and baselines, fitted and compared inside the folds."""
