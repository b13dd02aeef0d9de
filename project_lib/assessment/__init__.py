"""What an evaluation leaves: the decision, its test on the holdout, and facts for the card."""
