"""Tryghedskort: the spatial side of tryghed, mapped and scored per boligafdeling."""
