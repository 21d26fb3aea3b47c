"""Members of an ENUM that are called otherwise now: stored values have their old names."""

from collections.abc import Mapping

from spice.domain.ontology.documents import Document, properties_of


def renamed_members(before: Mapping[str, Document], after: Mapping[str, Document], id_: str) -> dict[str, str]:
    """Map old names to new ones, by the members' ids; not where another member has the old name now."""
    then, now = _members(before, id_), _members(after, id_)
    return {
        name: now[key] for key, name in then.items() if key in now and now[key] != name and name not in now.values()
    }


def _members(documents: Mapping[str, Document], id_: str) -> dict[str, str]:
    found = (part for each in documents.values() for part in properties_of(each) if part.get("id") == id_)
    spec = next(iter(found), {})
    while isinstance(items := spec.get("items"), Mapping):
        spec = items
    values = spec.get("values")
    listed = [each for each in values if isinstance(each, Mapping)] if isinstance(values, list) else []
    return {str(each.get("id", each["name"])): str(each["name"]) for each in listed}
