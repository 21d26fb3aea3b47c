"""Every kind of field is known wherever kinds differ."""

from typing import get_args

import pytest

from spice.adapters.opensearch.documents.columns import PUT as OPENSEARCH
from spice.adapters.tantivy.documents.columns import PUT as TANTIVY
from spice.application.queries.finding.values import OPERATORS, fits
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.datatypes.registry import TYPES
from spice.searching.order_keys import key_of, value_of
from spice.searching.ranks import RANKS
from spice.searching.values import field_values

KINDS: tuple[FieldKind, ...] = get_args(FieldKind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_kept_read_and_filtered_in_every_index(kind: FieldKind) -> None:
    assert kind in TANTIVY
    assert kind in OPENSEARCH
    assert fits(kind, "exists")
    assert field_values({}, "a", kind) == []


@pytest.mark.parametrize("kind", RANKS)
def test_a_rank_stands_before_a_text_that_is_told_again(kind: FieldKind) -> None:
    examples = [example for each in TYPES.values() if each.kind == kind for example in each.examples]

    assert examples
    assert [value_of(key_of(kind, example)) for example in examples] == examples


@pytest.mark.parametrize("type_", TYPES.values(), ids=lambda each: each.name)
def test_every_type_has_operators_and_a_value_that_is_indexed(type_: DataType) -> None:
    example = type_.examples[0]
    parts = {f"a.{part}": kind for part, kind in type_.parts.items() if isinstance(example, dict) and part in example}
    fields = {**({} if type_.kind is None else {"a": type_.kind}), **parts}

    for field, kind in fields.items():
        assert [op for op in OPERATORS if fits(kind, op)]
        assert field_values({"a": example}, field, kind)
