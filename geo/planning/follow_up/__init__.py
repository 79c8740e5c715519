"""What became of a plan: confirmed change by change, and held against what was promised.

promise  what the model said before, frozen with the decision
book     follow-ups in the workspace: begun, confirmed, measured
readings measurements as people write them down
strands  one measure in the place and in the control area, before and after, with its uncertainty
account  everything known of a follow-up in plain words, with no claim of cause
gathering what a workspace knows of one: lux, walks, reports
"""
