"""What can be learned about any table, column by column."""
