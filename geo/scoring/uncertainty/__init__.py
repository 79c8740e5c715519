"""How sure a score is: seeded draws over all that is judged and all that is not known.

streams      random numbers by seed, stream and feature: neither order nor workers matter
inputs       what is drawn, common to all departments but for the errors in their data
shapes       how an indicator answers to other anchors
levels       scores kept at three levels of a judged number
light        how the light of a department answers to other lamps
material     what of one department the draws need
drawing      2,000 possible truths of one department
spread       the draws of one department, and what they come to
sensitivity  what would narrow the interval most (Sobol)
narrowing    the same in words
"""
