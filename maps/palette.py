"""Colours, classes and the words that name them: the one truth of legend, map and drawer.

Light on paths is told by lightness itself: the darker the line, the darker the path, so that the
reading survives colour blindness and a grey printer. Red and green never carry a meaning.
"""

from geo.model.estimate import Estimate, Grade

LIGHT_CLASSES = ("dark", "under", "on_target", "over", "unknown")
"""Path light against its own target, darkest first; unknown where light is not measured."""

FACTOR_CLASSES = ("met", "partly", "not", "unknown")
"""How far a department lives up to the target of a factor."""

TARGET_MET = 75.0
"""Score from which a factor lives up to its target (design §4)."""

TARGET_PARTLY = 50.0
"""Score from which it does so in part (design §4)."""

WIDE_INTERVAL = 25.0
"""Interval in points above which a score is hatched as uncertain (decision 28)."""

ENOUGH_COVERAGE = 0.6
"""Share of the inputs below which a value is marked as resting on too little (decision 16)."""

LUX_CLASSES: dict[str, tuple[str, float | None]] = {
    "lux1": ("Under 1 lux", 1.0),
    "lux2": ("1–2 lux", 2.0),
    "lux5": ("2–5 lux", 5.0),
    "lux10": ("5–10 lux", 10.0),
    "lux_over": ("Over 10 lux", None),
}
"""Lux itself, on demand: words and the limit each class lies under."""

LIGHT_WORDS = {
    "dark": "Dark",
    "under": "Under target",
    "on_target": "On target",
    "over": "Above need",
    "unknown": "Light not measured",
}

FACTOR_WORDS = {
    "met": "lives up to the target",
    "partly": "lives up to the target in part",
    "not": "does not live up to the target",
    "unknown": "not measured",
}

GRADE_WORDS = {
    Grade.A: "measured",
    Grade.B: "registered",
    Grade.C: "registered",
    Grade.D: "estimated",
    Grade.E: "missing",
}

FACTOR_COLOURS = {"met": "#2b7bb0", "partly": "#d8b66e", "not": "#b3541e", "unknown": "#8f95a3"}

THEMES: dict[str, dict[str, str]] = {
    "day": {
        "land": "#f1eee8",
        "area": "#dfe9d3",
        "area_hard": "#e6e2da",
        "building": "#cbc4b9",
        "building_edge": "#b3ab9e",
        "way": "#ffffff",
        "way_edge": "#d9d2c6",
        "ink": "#23283a",
        "halo": "#f7f5f1",
        "outline": "#4a5268",
        "dark": "#11162a",
        "dark_edge": "#ffffff",
        "under": "#94672a",
        "on_target": "#f3bd2e",
        "over": "#fff6cf",
        "light_edge": "#6d5a2c",
        "lux2": "#7d5a2a",
        "lux5": "#c58a25",
        "lux10": "#f3bd2e",
        "lux_over": "#fff0b0",
        "unknown": "#6f778c",
        "lamp": "#fff3c4",
        "lamp_edge": "#5a4a1a",
        "lamp_out": "#171c30",
        "entrance": "#3b4562",
        "planting": "#b9d3a4",
        "hedge": "#2f6b3c",
        "fence": "#6a4a2a",
        "found": "#8a2c62",
    },
    "dark": {
        "land": "#2b3148",
        "area": "#2d403f",
        "area_hard": "#353c55",
        "building": "#4d5675",
        "building_edge": "#6f7a9c",
        "way": "#3d4560",
        "way_edge": "#232940",
        "ink": "#eef1fa",
        "halo": "#2c3349",
        "outline": "#c3cbe2",
        "dark": "#04060d",
        "dark_edge": "#e6ebf8",
        "under": "#c08a4a",
        "on_target": "#ffd24a",
        "over": "#fffdf0",
        "light_edge": "#1d2337",
        "lux2": "#ad7d46",
        "lux5": "#d99a3d",
        "lux10": "#ffd24a",
        "lux_over": "#fff6cf",
        "unknown": "#a3abc2",
        "lamp": "#ffe9a3",
        "lamp_edge": "#20263c",
        "lamp_out": "#0a0d18",
        "entrance": "#cfd6ea",
        "planting": "#33504a",
        "hedge": "#7fc492",
        "fence": "#d0ab83",
        "found": "#f29ac6",
    },
    "paper": {
        "land": "#ffffff",
        "area": "#f1f1f1",
        "area_hard": "#f7f7f7",
        "building": "#d4d4d4",
        "building_edge": "#9a9a9a",
        "way": "#ffffff",
        "way_edge": "#c4c4c4",
        "ink": "#000000",
        "halo": "#ffffff",
        "outline": "#000000",
        "dark": "#000000",
        "dark_edge": "#ffffff",
        "under": "#6b6b6b",
        "on_target": "#f6c945",
        "over": "#ffffff",
        "light_edge": "#000000",
        "lux2": "#5a5a5a",
        "lux5": "#8f8f8f",
        "lux10": "#c8c8c8",
        "lux_over": "#ffffff",
        "unknown": "#6e6e6e",
        "lamp": "#ffffff",
        "lamp_edge": "#000000",
        "lamp_out": "#000000",
        "entrance": "#000000",
        "planting": "#e4e4e4",
        "hedge": "#3c3c3c",
        "fence": "#3c3c3c",
        "found": "#3c3c3c",
    },
}
"""Colours of the map by day, in the dark and on paper."""


def light_class(code: object) -> str:
    """Answer the class of a segment, unknown for whatever is not one of the measured four.

    >>> light_class("dark"), light_class(None)
    ('dark', 'unknown')
    """
    return code if isinstance(code, str) and code in LIGHT_CLASSES else "unknown"


def factor_class(estimate: Estimate | None) -> str:
    """Answer how far a score lives up to its target; what was not measured is unknown.

    >>> factor_class(Estimate.missing()), factor_class(Estimate.around(80, 5, 1.0, Grade.B))
    ('unknown', 'met')
    """
    if estimate is None or estimate.value is None:
        return "unknown"
    if estimate.value >= TARGET_MET:
        return "met"
    return "partly" if estimate.value >= TARGET_PARTLY else "not"


def is_uncertain(estimate: Estimate | None) -> bool:
    """Tell whether the interval is so wide that the score is hatched."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return False
    return estimate.high - estimate.low > WIDE_INTERVAL
