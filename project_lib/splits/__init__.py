"""How rows are divided: forward in time, entities apart, one part sealed."""
