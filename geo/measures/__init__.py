"""Measures: pure functions, geometry in, numbers out. None knows another factor's result.

arrays               names for the arrays that travel between the measures
noding               cut delivered lines into pieces that meet only at their ends
chains               walk pieces end to end; one canonical direction
network              the walking network of the paths
walking              metres along the network between points
network_findings     what looks wrong in the network: gaps, loose pieces
sampling             cells, segments and points along the paths and over areas
compiled             compiled kernels and where their machine code is kept
illuminance_kernels  the inner loops over lamps
luminaires           how a luminaire spreads its light
lamps                light, height and grade of each lamp, with what was assumed
photometry           lux at points
lighting_class       classes of light, targets, and the class a path reaches
lighting_grid        the straight-strip grid of the standard
lighting             light per path segment
dark_stretches       stretches that are dark, and why
obstacles            what stands in the way of light and sight, with assumed heights
walls                obstacles as upright panels
anchors              scores from measured values
meeting_places       reach of meeting places from the doors
"""
