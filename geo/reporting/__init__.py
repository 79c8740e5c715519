"""What residents report: kept beside the score as evidence, never inside it."""
