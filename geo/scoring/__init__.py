"""Measures joined to factors, factors to a profile that knows how sure it is.

measurement         what one factor answers: estimates, segments, places, findings
factors             the registry of the seven factors and their indicators
joined              one file per factor: takes measures, answers a Measurement
movement            who walks where, and how it is felt
finding_way         the brightest and the shortest walk between two places in a workspace
scene               what the factors of one department share, computed once
reads               which layers were read while something was computed
aggregation         within a factor, between factors, coverage, the 60 % rule, bounds, losses
uncertainty         seeded draws: how sure a score is
weighting           a weight set of one's own, by swing weighting
summary             a department over its segments: mean, worst tenth, weak share
profile             the result of one scoring
drawing             a profile as a notebook draws it
record              a profile as plain JSON values and back
words               a score in words
unmeasured          what the strategy says and no map can measure
method              the method as people may read it, written from the code
dark_year           the dark hours of a year beside the factor light
explanation         what stands behind a factor
why                 the points each part costs, down to the stretch of path
narrowing           what would narrow the intervals most
eyes_surface        eyes over the ground, metre by metre: for staff alone
scoring             score a department
rescoring           score again after a change: only what read a changed layer
then_and_now        what the place has become, apart from what the method has
many                departments by the hundred
workers             who does the work: processes here, or a cluster
department_sources  where a worker reads its departments
"""
