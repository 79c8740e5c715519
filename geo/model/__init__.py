"""The words every room speaks: frozen values that know no room above them.

layers       what a delivery may hold: the one truth of names, columns, units and aliases
department   one boligafdeling with its layers in metres
delivery     what was read, and the receipt of what landed
look         a first look at what was handed over
column_map   how the tables of one source are read
changes      what the next delivery of a layer changes
issues       one finding of a check
estimate     a number that knows how sure it is; None is not zero
assumptions  every judged number, with unit, range and source
provenance   who said it, when, under which licence
reports      what a resident reports, and the case a place becomes
staff        who of staff may sign in, and as what
field        what is counted in the field
walks        a safety walk: stops, what was seen and felt, what was decided
crs          metres inside, degrees at the edge
errors       the tree of errors, each naming its remedy
language     sentences for rule ids, from the catalogues
"""
