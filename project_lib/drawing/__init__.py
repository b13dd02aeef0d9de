"""Charts and diagrams, drawn from numbers that are already computed."""
