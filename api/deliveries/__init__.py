"""Deliveries handed over on the web: the engine of the command line, and a person before it lands.

inbox     uploads on disk, each a folder of its own with what was said of it
job       one upload: what it is, what was answered, what came of it
working   read, hold against what stands, land; one at a time beside the requests
preview   a map of it without script, its first rows, and its findings as a layer
receipt   what came, what was changed and what was refused, to keep
"""
