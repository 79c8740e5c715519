"""Deliveries into the workspace: one engine for the command line, the upload page and the clock.

taking       read with what the workspace knows, foresee, land
departments  department polygons out of LBF's list, BBR's property numbers and parcels
joining      which register a table is, and its numbers in one form
standing     sources an operator configured
fetching     a folder, a WFS or a PostGIS table, fetched into a private folder
syncing      standing sources read on a schedule
"""

from geo.intake.departments import departments_from_registers
from geo.intake.standing import StandingSource, standing_sources
from geo.intake.syncing import Outcome, sync
from geo.intake.taking import Asked, hints_of, read_for

__all__ = [
    "Asked",
    "Outcome",
    "StandingSource",
    "departments_from_registers",
    "hints_of",
    "read_for",
    "standing_sources",
    "sync",
]
