"""No path under a class for the least money: price, proof, rows left unmet and time.

Run with ``make bench-purchase``: every department of the example, P5, beside greedy choice alone
in the same run.
"""

import time
from tempfile import TemporaryDirectory

import geo
from geo.planning.lamp_options import lamp_options
from geo.planning.lamp_siting import demand_for_class, light_field, window_light
from geo.planning.least_cost import _greedy, _tidied, buy
from geo.planning.prices import example_prices
from geo.scoring.scoring import scene_of


def main() -> None:
    """Print a line per department."""
    with TemporaryDirectory() as folder, geo.Workspace(folder) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        places = [workspace.department(each) for each in workspace.department_ids()]
    for place in places:
        scene = scene_of(place)
        options = lamp_options(scene, example_prices())
        lit, windows = light_field(scene, options), window_light(scene, options)
        demand = demand_for_class(lit, options, "p5", scene.assumptions, windows)
        quick = _tidied(demand, _greedy(demand))
        start = time.process_time()
        bought = buy(demand)
        took = time.process_time() - start
        lacking = int((demand.missing > 0).sum())
        alone = float(demand.price[quick].sum())
        unmet, before = (int((~demand.filled(each)).sum()) for each in (bought.chosen, quick))
        print(
            f"{place.id}: {len(options)} options, {lacking} rows lacking, {took:.1f} processor "
            f"seconds, price {bought.price / max(alone, 1):.2f} x greedy alone, "
            f"gap {100 * bought.gap:.1f} %, unmet {unmet} (greedy alone {before})"
        )


if __name__ == "__main__":
    main()
