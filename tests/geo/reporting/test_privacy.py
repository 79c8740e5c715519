"""What points at a person or a crime is caught; what people write of lamps is let through."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reporting.privacy import is_sensitive, personal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cpr 010190-1234", "cpr"),
        ("0101901234", "cpr"),
        ("01 01 90 - 1234", "cpr"),
        ("\u0660\u0661\u0660\u0661\u0669\u0660-\u0661\u0662\u0663\u0664", "cpr"),
        ("290200-1234", "cpr"),  # the leap day of 2000
        ("Ring 44772000", "phone"),
        ("ring på 44 77 20 00 tak", "phone"),
        ("+45 44-77-20-00", "phone"),
        ("\u0664\u0664 \u0667\u0667 \u0662\u0660 \u0660\u0660", "phone"),
        ("12-11-20-00", "phone"),
        ("44.77.20.00", "phone"),
        ("+46 70 123 45 67", "phone"),
        ("4\u200b4\u200b7\u200b7\u200b2\u200b0\u200b0\u200b0", "phone"),
        ("skriv til a.b@c.dk", "email"),
        ("a.b (at) c.dk", "email"),
        ("bilen AB 12 345 holder der", "plate"),
        ("AB12345", "plate"),
        ("ab12345", "plate"),
    ],
)
def test_what_points_at_a_person_is_caught(text: str, found: str) -> None:
    """A number or address is seen in the ways people and phones write it."""
    assert found in personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lampen ved opgang 7 er slukket siden 24.11.2026 kl. 17.30",
        "Fra 2026-11-01 til 24/11/26 var der mørkt",
        "Siden 24.11.26 17.30 og 3/12-2026, kl. 21.15",
        "Lampe nr 12345 og 678, mast B-1203",
        "Stien bag blok 7, opgang 12 A, 2. th",
        "Der er 3 lamper ude af 10, 25 m fra vaskeriet",
        "Mørkt fra 16-08",
        "Den blinker en gang til, hver gang man går forbi: gang efter gang",
        "المصباح مطفأ عند المدخل \u0667",
        "Лампа не горить біля під'їзду 12",
    ],
)
def test_what_people_write_of_lamps_is_let_through(text: str) -> None:
    """Dates, hours, house numbers, lamp numbers and distances are no one's number."""
    assert personal(text) == ()
    assert not is_sensitive(text)


@given(
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(0, 9999),
    st.text(alphabet="abc æøå.,", max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_no_cpr_number_slips_through_in_company(
    day: int, month: int, year: int, rest: int, around: str
) -> None:
    """Whatever words stand round it, a well-formed number is seen."""
    number = f"{day:02d}{month:02d}{year:02d}-{rest:04d}"

    assert "cpr" in personal(f"{around} {number} {around}")


@pytest.mark.parametrize(
    "text",
    [
        "De sælger hash der",
        "There is a drug dealer",
        "هناك مخدرات",
        "Burada uyuşturucu satılıyor",
        "یہاں منشیات بکتی ہیں",
        "Waxaa jira daroogo",
        "Sprzedają narkotyki",
        "Там продають наркотики",
    ],
)
def test_crime_is_heard_in_every_language(text: str) -> None:
    """The gate to 114 stands in all eight languages of the form."""
    assert is_sensitive(text)


@pytest.mark.parametrize("text", ["Voldgade 3", "Hashtag", "Knivholtvej"])
def test_a_street_may_bear_any_name(text: str) -> None:
    """Words are taken whole, so that most names of places pass."""
    assert is_sensitive(text) == text.startswith("Kniv")
