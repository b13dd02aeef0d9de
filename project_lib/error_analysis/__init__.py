"""Where the model errs: the slices that it serves worst, and the rows that it gets most wrong."""
