"""What is kept of a document to answer it: the whole instance, exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from spice.domain.datatypes.kinds import WORDED, FieldKind
from spice.domain.instance.model import Data
from spice.messages.codec import decode, encode
from spice.ports.search_index import Document, Hit
from spice.searching.living import ClassField, Living, lives
from spice.searching.order_keys import key_of, micros, moment
from spice.searching.text.analysis import Analysis, analyse
from spice.searching.values import field_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An instance as it was indexed; `paths` are its fields that full text search looks at."""

    uid: str
    class_id: str
    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    updated_by: str
    data: Data
    paths: Sequence[str]
    searched: Data
    """The data as they are to a search."""

    @classmethod
    def read(cls, stored: str) -> "Source":
        """Read what `written` wrote."""
        uid, class_id, id_, version, created, updated, by, data, paths, *read = decode(stored)
        return cls(
            uid=uid,
            class_id=class_id,
            id=id_,
            version=version,
            created_at=moment(created),
            updated_at=moment(updated),
            updated_by=by,
            data=data,
            paths=paths,
            searched={**data, **read[0]} if read else data,
        )

    def keys(self, field: str, kind: FieldKind) -> list[str]:
        """Give the order keys of a field's values."""
        return [key_of(kind, value) for value in self.values(field, kind)]

    def hit(self, sort_values: Sequence[object], score: float | None = None) -> Hit:
        """Make the answer."""
        return Hit(
            class_id=self.class_id,
            id=self.id,
            version=self.version,
            data=self.data,
            created_at=self.created_at,
            updated_at=self.updated_at,
            updated_by=self.updated_by,
            sort_values=sort_values,
            score=score,
        )

    def values(self, field: str, kind: FieldKind) -> list[object]:
        """Give a field's values."""
        match field:
            case "_id":
                return [self.id]
            case "_class":
                return [self.class_id]
            case "_version":
                return [self.version]
            case "_created_at":
                return [self.created_at]
            case "_updated_at":
                return [self.updated_at]
            case "_updated_by":
                return [self.updated_by]
            case _:
                return field_values(self.searched, field, kind)


def living_texts(source: Source, living: Living | None) -> list[Analysis]:
    """Analyse the texts of a document that live."""
    return [
        analyse(str(value))
        for path in source.paths
        if lives(living, source.class_id, path)
        for value in source.values(path, "text")
    ]


def text_fields(documents: Iterable[Document]) -> set[ClassField]:
    """List the fields of text that documents may have, by class: those of one class share their fields."""
    shapes = {(document.class_id, id(document.fields)): document for document in documents}
    return {
        (document.class_id, name)
        for document in shapes.values()
        for name, kind in document.fields.items()
        if kind in WORDED
    }


def written(document: Document, uid: str, paths: Sequence[str]) -> str:
    """Write the source of a document that an index calls `uid`."""
    return encode(
        (
            uid,
            document.class_id,
            document.id,
            document.version,
            micros(document.created_at),
            micros(document.updated_at),
            document.updated_by,
            document.data,
            paths,
            *((document.read,) if document.read else ()),
        )
    ).decode()
