"""CRISP-DS for customer analytics: one module per notebook stage, imported by the notebooks."""
