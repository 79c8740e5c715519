"""Measures: pure functions, geometry in, numbers out. None knows another factor's result.

arrays               names for the arrays that travel between the measures
noding               cut delivered lines into pieces that meet only at their ends
chains               walk pieces end to end; one canonical direction
network              the walking network of the paths
walking              metres along the network between points
network_findings     what looks wrong in the network: gaps, loose pieces
sampling             cells, segments and points along the paths and over areas
compiled             compiled kernels and where their machine code is kept
illuminance_kernels  the inner loop over lamps; its parts are light_place_kernels (points by
                     square), light_piece_kernels (obstacles), light_block_kernels,
                     light_blocking_kernels, downward_kernels and photometric_kernels
light_places         points, walls and curves as that loop walks over them
lattice              squares in rows and columns, of which some are asked for
lattice_light        lux on such squares; its loops are lattice_kernels, with lattice_light_kernels,
                     lattice_shadow_kernels and row_kernels
luminaires           how a luminaire spreads its light
luminaire_files      luminaires from EULUMDAT and IES files, checked
dimming              dimming profiles by the hour
flux_doubts          lumens that cannot be
lamps                light and height of each lamp, with what was assumed
lamp_grades          how good a register of lamps is
lamp_ranges          a lamp's own range of height and watts
lamp_walls           lamps on walls, a little inside their building by the register
photometry           lux at points
path_points          where light is asked for along paths
path_light           light of the paths, kept apart by what is uncertain of it
light_ranges         how far off the light may be
light_raster         lux on squares, packed for a map
segment_light        everything that is known of the light of each segment
operation            lamps in operation, circuits that are out
darkness             when it is dark, and while people are out
lighting_class       classes of light, targets, and the class a path reaches
lighting_grid        the straight-strip grid of the standard
lighting             light per path segment
dark_stretches       stretches that are dark, and why
obstacles            what stands in the way of light and sight, with assumed heights
walls                obstacles as upright panels
sightlines           what can be seen from where; its loops are sight_kernels
facades              façades: where they stand, which way they look
openings             windows and doors, surveyed or as buildings usually have them
opening_columns      openings above each other, as the engines read them
surveillance         eyes on places; the engines are polar_kernels at points (with laid_blocks and
                     box_, spot_, screen_ and hiding_kernels) and grid_kernels over squares
                     (with horizon_kernels, shadow_kernels, darkness_kernels and row_kernels)
outlook              the view ahead and places to stand hidden; its loops are outlook_kernels
own_door             light and eyes at each own door
anchors              scores from measured values
zoning               private, half private, half public, public ground
zone_edges           where one zone meets another
edge_markers         what marks the edge between two zones
boundaries           how clear the edges are, and whether eyes pass them
zone_steps           zones walked through from the door to public ground
no_mans_land         common ground nobody feels is theirs
arrival              what a visitor meets on arrival
wayfinding           how easily the right door is found
opening_hours        opening hours as people write them
upkeep               what was found and not mended, and how places were rated
columns              columns of a layer as arrays
segmentation         values along the whole network, summed over any part of it
route_graph          doors and goals set into the network
flow_kernels         the inner loops over trees of walks
flows                trees of best walks, and the dwellings on each stretch
walk_pieces          a walk as the segments it leads through
errands              goals, and which of them each door is led to
walk_home            perceived cost, experience, the worst stretch of a walk
choice               ways out that share nothing, and its inner loop choice_kernels
escape               stretches that cannot be left
links                links to neighbours and the green, dead ends
meeting_places       reach of meeting places from the doors
sufficiency          room enough: the floating catchment
place_quality        how good a meeting place is
seating              benches along the walks of the old
youth_sites          where a place for the young may be put
burning              lamps in the evening with what stands in their light
bright_ways          the brightest and the shortest walk
bright_rounds        bright walks round
walk_order           in which order places are walked
way_lines            the lines of walks
"""
