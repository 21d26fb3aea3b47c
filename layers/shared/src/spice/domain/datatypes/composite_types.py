"""The types whose value has parts."""

from collections.abc import Sequence
from decimal import Decimal

from spice.domain.datatypes.containers import ARRAY_CONSTRAINTS, arrays, object_patches, objects
from spice.domain.datatypes.coordinate import coordinate_patches, coordinates
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.money import MONEY_CONSTRAINTS, a_currency, money_patches, moneys

COMPOSITE_TYPES: Sequence[DataType] = (
    DataType(
        name="MONEY",
        description="An exact amount in a currency of ISO 4217.",
        accepts=(
            '{"amount": "12500", "currency": "KRW"}',
            "the amount as a JSON number",
            "the currency in small letters",
        ),
        normal_form="the amount as a decimal in a text, the currency in capitals",
        examples=({"amount": "12500", "currency": "KRW"},),
        build=moneys,
        build_patch=money_patches,
        kind="composite",
        parts={"amount": "number", "currency": "keyword"},
        parts_asked={"currency": a_currency},
        constraints=MONEY_CONSTRAINTS,
        keyable=False,
    ),
    DataType(
        name="COORDINATE",
        description="A place on the earth (WGS 84), in degrees.",
        accepts=(
            '{"lat": 37.5665, "lon": 126.978}',
            "latitude for lat; lng, long or longitude for lon",
            'a text "latitude,longitude"',
            "a GeoJSON Point (longitude first)",
        ),
        normal_form='{"lat": number, "lon": number}, all digits kept',
        examples=({"lat": Decimal("37.5665"), "lon": Decimal("126.978")},),
        build=coordinates,
        build_patch=coordinate_patches,
        kind="point",
        keyable=False,
    ),
    DataType(
        name="ARRAY",
        description='A list of values of one type: "items": {"type": "xsd:string"}. A patch replaces it whole.',
        accepts=("a JSON array without null",),
        normal_form="each item in its normal form",
        examples=(["red", "green"],),
        build=arrays,
        constraints=ARRAY_CONSTRAINTS,
        keyable=False,
    ),
    DataType(
        name="OBJECT",
        description='Named values: "properties": [{"name": "city", "type": "xsd:string"}]; or any JSON object.',
        accepts=("a JSON object; null is absence",),
        normal_form="each value in its normal form",
        examples=({"city": "Seoul"},),
        build=objects,
        build_patch=object_patches,
        kind="composite",
        keyable=False,
    ),
)
