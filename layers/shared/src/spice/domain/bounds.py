"""How much of everything one request may hold, in one place; docs/bounds.md and the OpenAPI document say the same."""

BODY_BYTES = 4 * 1024 * 1024
UNPACKED_BYTES = 64 * 1024 * 1024
BODY_VALUES = 500_000
ONTOLOGY_VALUES = 30_000
SEARCH_VALUES = 20_000
PLAIN_VALUES = 1000
BODY_DEPTH = 100
DATA_DEPTH = 32
INSTANCE_BYTES = 900 * 1024
BULK_LINES = 10_000
PROBLEMS = 1000
"""Problems told of one instance or class: there its check ends."""
PROBLEMS_WITHIN = 100
"""Problems told of one value that is made of values."""
BULK_PROBLEMS = 5000
"""Problems of a bulk request told in full; past them a line has its first one alone."""
UNKNOWN = 20
"""Unknown fields of one object that are named."""
COMPARISONS = 20_000
"""Words that are compared for the suggestions of one request: they are dear."""
DEAR_VALUES = 20_000
"""Phone numbers, amounts, times and durations in the lists of one request: they take long to read."""
REJECTED_BYTES = 512 * 1024
"""How much a bulk answer tells in full; past it a line has its first problem alone."""
PARAMETERS = 500
FILTER_DEPTH = 20
CONDITIONS = 200
"""... and as many joins of them."""
IN_VALUES = 1000
FILTER_VALUES = 10_000
FILTER_TEXT = 10_000
FILTER_PARTS = 20_000
"""Parts of texts are dear: each is a walk through all values of a field."""
QUESTION = 4000
SORT_KEYS = 8
FACETS = 20
GROUPS = 16
MEASURES = 20
ROWS = 10_000
PAGE = 1000
CURSOR = 65_536
CHANGES = 1000
REASON = 4000

STATED = {
    "bytes of a body": BODY_BYTES,
    "bytes of a body, unpacked": UNPACKED_BYTES,
    "values of a body with instances": BODY_VALUES,
    "values of a body with classes": ONTOLOGY_VALUES,
    "values of a search or aggregate": SEARCH_VALUES,
    "values of any other body": PLAIN_VALUES,
    "depth of a body": BODY_DEPTH,
    "depth of a value in data": DATA_DEPTH,
    "bytes of an instance": INSTANCE_BYTES,
    "phone numbers, amounts, times and durations in lists of a body": DEAR_VALUES,
    "lines of a bulk request": BULK_LINES,
    "parameters of a query string": PARAMETERS,
    "depth of a filter": FILTER_DEPTH,
    "conditions of a filter": CONDITIONS,
    "values of one in": IN_VALUES,
    "values of a filter": FILTER_VALUES,
    "characters of a value in a filter": FILTER_TEXT,
    "characters of all contains and prefix of a filter": FILTER_PARTS,
    "characters of q": QUESTION,
    "sort keys": SORT_KEYS,
    "facets": FACETS,
    "groups of an aggregate": GROUPS,
    "measures of an aggregate": MEASURES,
    "rows of an aggregate": ROWS,
    "items of a page": PAGE,
    "characters of a cursor": CURSOR,
    "operations, migrations and waivers of an ontology change": CHANGES,
    "characters of a reason or message": REASON,
}
"""What is told to clients, in their words."""
