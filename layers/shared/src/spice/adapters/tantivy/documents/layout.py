"""The columns of an index, and how a new index is laid out on disk."""

import json
import re
from binascii import b2a_base64
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from tantivy import Index, SchemaBuilder

from spice.adapters.tantivy.documents.texts import Texts
from spice.domain.datatypes.kinds import FieldKind

LAYOUT = 6
"""Goes up when the columns change, or what stands in them: an index of another layout is made again from the log.

6: personal properties have a column, which names keys."""

UID, HIGH, VERSION, SOURCE = "uid", "hi", "version", "src"
WORDS, MARKS, TYPED, FOLDED = "t", "x", "j", "g"
DEAD, LONG, MANY = "!dead", "!long:", "!many:"
GRAIN = "!grain:"
LENGTH, NOWHERE = "o.length", "o.nowhere"
PAIR, LATITUDE, LONGITUDE, MONTH = "_p_", "_y_", "_x_", "_m_"
SEPARATOR = "\x01"
LONGEST_FOLDED = 4000
"""Of longer texts `contains` reads the source."""

_UNSAFE = re.compile("[^A-Za-z0-9]")


def uid_of(stream: UUID) -> str:
    """Spell a stream's key for a term of its own: what an index pays for one goes with its length."""
    return b2a_base64(stream.bytes, newline=False)[:22].decode()


@lru_cache(maxsize=1 << 14)
def key_of_field(field: str) -> str:
    """Spell a field so that it is one plain step in a JSON path."""
    return "f" + _UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", field)


def column(field: str, kind: FieldKind) -> str:
    """Name the column that holds a field's order keys."""
    return f"{'o' if kind in ('number', 'time') else 'k'}.{key_of_field(field)}"


def figures(field: str) -> str:
    """Name the column that holds a field's numbers (times: minutes)."""
    return f"n.{key_of_field(field)}"


def create(path: Path) -> None:
    """Lay out an empty index in a new folder."""
    path.mkdir(parents=True)
    Texts(path).begin()
    builder = SchemaBuilder()
    builder.add_text_field(UID, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(HIGH, fast=True)
    builder.add_unsigned_field(VERSION, fast=True)
    builder.add_json_field("k", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_json_field("o", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_json_field("n", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(MARKS, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TYPED, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(FOLDED, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(SOURCE, tokenizer_name="raw", index_option="basic", stored=True)
    Index(builder.build(), path=str(path))
    _trim(path / "meta.json")


def _trim(meta: Path) -> None:
    """Drop what nothing reads: inverted lists of ordered columns, field norms. The builder cannot say so."""
    layout = json.loads(meta.read_bytes())
    for entry in layout["schema"]:
        options = entry["options"]
        if entry["name"] in ("o", "n", SOURCE):
            options["indexing"] = None
        elif options.get("indexing"):
            options["indexing"]["fieldnorms"] = False
    fresh = meta.with_suffix(".new")
    fresh.write_text(json.dumps(layout))
    fresh.replace(meta)
