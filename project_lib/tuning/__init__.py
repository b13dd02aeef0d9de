"""Hyperparameter tuning: what is searched, how, what mattered, and who joins the committee."""
