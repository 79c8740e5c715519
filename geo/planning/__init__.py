"""What to do: changes, plans, their siting and what they are worth."""
