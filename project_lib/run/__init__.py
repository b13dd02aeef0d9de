"""The runner: what is stale, kernels, pages, progress, and one run at a time."""
