"""What a resident reads when something is missing: one sentence beside its field."""

from collections.abc import Mapping

from geo.model.errors import ReportError

FIELDS: Mapping[str, tuple[str, str]] = {
    "report.place_missing": ("place", "place"),
    "report.too_many_photos": ("photos", "too_many_photos"),
    "report.bad_email": ("email", "email"),
    "report.bad_key": ("text", "unknown"),
    "photo.too_large": ("photos", "photo"),
    "photo.unreadable": ("photos", "photo"),
    "photo.no_folder": ("photos", "photo"),
}
"""Field and sentence of each rule that does not name its own field."""

OWN: Mapping[str, str] = {
    "report.too_long": "too_long",
    "report.personal": "personal",
    "report.sensitive": "sensitive",
}
"""Sentence of each rule that names its field."""

NAMES = {"text": "text", "place_text": "place", "lamp_number": "lamp_number"}


def field_and_sentence(error: ReportError) -> tuple[str, str]:
    """Answer the field an error belongs to and the key of its sentence.

    >>> field_and_sentence(ReportError("report.sensitive", field="place_text"))
    ('place', 'form.error.sensitive')
    """
    if error.rule in OWN:
        return NAMES.get(str(error.facts.get("field")), "text"), f"form.error.{OWN[error.rule]}"
    field, sentence = FIELDS.get(error.rule, ("text", "unknown"))
    return field, f"form.error.{sentence}"
