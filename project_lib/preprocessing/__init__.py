"""What each feature becomes before a model sees it, as one scikit-learn pipeline."""
