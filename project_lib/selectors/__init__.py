"""Which features carry signal: methods that vote, the yardstick they vote by, and the consensus."""
