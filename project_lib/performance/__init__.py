"""How well the model does, with intervals: metrics, curves, batches, decisions and money."""
