"""The words every room speaks: frozen values that know no room above them.

layers       what a delivery may hold: the one truth of names, columns, units and aliases
department   one boligafdeling with its layers in metres
delivery     what was read, and the receipt of what landed
issues       one finding of a check
estimate     a number that knows how sure it is; None is not zero
assumptions  every judged number, with unit, range and source
provenance   who said it, when, under which licence
crs          metres inside, degrees at the edge
errors       the tree of errors, each naming its remedy
language     sentences for rule ids, from the catalogues
"""
