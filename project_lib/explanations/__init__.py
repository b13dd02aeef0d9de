"""Why the model forecasts what it does: overall, feature by feature, and for single entities."""
