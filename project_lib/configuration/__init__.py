"""case.toml: its model, and how it is read with errors that name the key."""
