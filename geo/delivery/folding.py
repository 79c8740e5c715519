"""One way to compare names, so that ``Mast Nr.``, ``MAST_NR`` and ``mast-nr`` are the same."""

import re
import unicodedata

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})

SHORT = 10
"""Letters a shapefile keeps of a column's name."""


def fold(text: str) -> str:
    """Answer a name in lower case without Danish letters, blanks, dots, dashes or underscores.

    >>> fold("Fællesareal nr. 2"), fold("MAST_NR")
    ('faellesarealnr2', 'mastnr')
    """
    lower = unicodedata.normalize("NFC", text).strip().lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFD", lower)
    return re.sub(r"[\s_.\-]", "", "".join(c for c in plain if not unicodedata.combining(c)))


def fold_cut(text: str) -> str:
    """Answer a name as a shapefile would keep it: cut first, then folded.

    >>> fold_cut("vejkategori"), fold_cut("lyspunktshoejde")
    ('vejkategor', 'lyspunktsh')
    """
    return fold(unicodedata.normalize("NFC", text).strip()[:SHORT])


def words(text: str) -> list[str]:
    """Answer the folded words of a file's name.

    >>> words("Lysmaster Måløv_øst 2026")
    ['lysmaster', 'maaloev', 'oest', '2026']
    """
    spaced = re.sub(r"([a-zæøå])([A-ZÆØÅ])", r"\1 \2", text)
    return [fold(word) for word in re.split(r"[\W_]+", spaced) if word]
