"""An operator's tiles under the map; without any nobody is asked.

source    what an operator has set, as an address of the supplier that stays on the server
fetching  one tile from the supplier, within limits of time, size and kind
service   tiles kept for a while, and a supplier that is down left in peace
"""
