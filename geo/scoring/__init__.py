"""Measures joined to factors, factors to a profile that knows how sure it is.

measurement  what one factor answers: estimates, segments, places, findings
factors      the registry of the seven factors and their indicators
joined       one file per factor: takes measures, answers a Measurement
movement     who walks where, and how it is felt
finding_way  the brightest and the shortest walk between two places in a workspace
scene        what the factors of one department share, computed once
aggregation  within a factor, between factors, coverage, the 60 % rule, bounds, losses
summary      a department over its segments: mean, worst tenth, weak share
profile      the result of one scoring
record       a profile as plain JSON values and back
words        a score in words
unmeasured   what the strategy says and no map can measure
explanation  what stands behind a factor
scoring      score a department
"""
