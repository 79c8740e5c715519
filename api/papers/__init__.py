"""Papers to print: stickers for lamps and doors, and the form on paper, set by typst."""
