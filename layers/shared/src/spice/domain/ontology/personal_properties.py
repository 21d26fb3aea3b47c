"""Personal properties: what a class may say of them, and what stays as it is."""

from collections.abc import Iterator, Mapping

from spice.domain.datatypes.registry import TYPES
from spice.domain.hints import did_you_mean
from spice.domain.ontology.documents import Document, is_to_many, key_of, properties_of
from spice.domain.ontology.draft import Draft
from spice.domain.ontology.lines import Line
from spice.domain.ontology.reading import Reading

_FIXED = ("type", "constraints", "items", "properties", "values")


def read_personal(reading: Reading, raw: Mapping[str, object], path: str) -> dict[str, object]:
    """Read whether a property is personal, and what says whose it is."""
    personal, subject = reading.flag(raw, "personal", path), None
    if "subject" in raw:
        subject = reading.name(raw, path, "the subject", field="subject", digit_first=True)
    if not personal:
        if "subject" in raw:
            reading.fault("constraint_violated", "only a personal property has a subject", f"{path}/subject")
        return {}
    if "default" in raw:
        said = "a personal property has no default: it would be everybody's"
        reading.fault("constraint_violated", said, f"{path}/default")
    return {"personal": True, **({} if subject is None else {"subject": subject})}


def refuse_within(reading: Reading, raw: Mapping[str, object], path: str) -> None:
    """A value is sealed as a whole: what is inside of one is personal, or is not, with it."""
    for field in ("personal", "subject"):
        if raw.get(field) not in (None, False):
            said = f"only a property of the class itself is personal: say {field} there"
            reading.fault("not_supported", said, f"{path}/{field}")


def check_personal(draft: Draft, line: Line) -> None:
    """Note what does not fit: a key that is personal, a subject that is not there or names nobody."""
    document, id_ = line.document, str(line.document["id"])
    for index, name in enumerate(key_of(document)):
        if (line.part(name) or {}).get("personal"):
            said = f"'{name}' cannot be part of a key: it is personal, and ids are in clear everywhere"
            draft.reading.fault("constraint_violated", said, draft.at(id_, "key", index), value=name)
    for index, part in enumerate(properties_of(document)):
        subject = part.get("subject")
        if not isinstance(subject, str):
            continue
        at = draft.at(id_, "properties", index, "subject")
        if (named := line.part(subject)) is None:
            said, hint = f"class {document['name']} has no property '{subject}'", did_you_mean(subject, line.names())
            draft.reading.fault("unknown_property", said, at, value=subject, hint=hint)
        elif (why := _no_subject(named)) is not None:
            draft.reading.fault("constraint_violated", f"'{subject}' cannot be a subject: {why}", at, value=subject)


def check_lasting(draft: Draft, before: Mapping[str, Document]) -> None:
    """Note what would change of a personal property: its values are sealed, and nobody reads them again at once."""
    was = {str(part["id"]): part for document in before.values() for part in properties_of(document)}
    for document, index, part in _all(draft):
        old = was.get(str(part["id"]))
        if old is None or not (old.get("personal") or part.get("personal")):
            continue
        at = draft.at(str(document["id"]), "properties", index)
        if bool(old.get("personal")) != bool(part.get("personal")):
            said = f"'{part['name']}' is personal from its beginning, or never: its values are sealed, or are not"
            hint = "make another property, and drop this one"
            draft.reading.fault("not_supported", said, at, hint=hint)
        elif changed := [field for field in _FIXED if old.get(field) != part.get(field)]:
            said = (
                f"the {changed[0]} of '{part['name']}' stays: it is personal, and sealed values are not checked again"
            )
            draft.reading.fault("not_supported", said, at, hint="make another property, and drop this one")


def _all(draft: Draft) -> Iterator[tuple[Document, int, Document]]:
    for document in draft.documents.values():
        for index, part in enumerate(properties_of(document)):
            yield document, index, part


def _no_subject(part: Document) -> str | None:
    if "target" in part:
        return "it names many instances" if is_to_many(part["cardinality"]) else None
    if part.get("personal"):
        return "it is personal itself, and a subject is in clear"
    kind = TYPES[str(part["type"])]
    return None if kind.keyable else f"it is of type {kind.name}"
