"""How much of everything one request may hold, in one place; docs/bounds.md and the OpenAPI document say the same."""

BODY_BYTES = 4 * 1024 * 1024
UNPACKED_BYTES = 64 * 1024 * 1024
RECORD_BYTES = 4 * 1024 * 1024
"""Key and value of one record: topics are made so that the bus takes them, and no larger ones."""
COMMAND_BYTES = RECORD_BYTES - 64 * 1024
"""Of a command as it is kept: a larger one would stand before all others of its partition, and never go."""
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
READING = 1_500_000
"""What reading one request's dear values may cost, each about a microsecond: 60 a phone number, 25 an amount."""
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
ERASED_KEYS = 100_000
"""Keys of a database that were destroyed, once for each time a question asks whether a personal value is there."""
SORT_KEYS = 8
FACETS = 20
FACET_SHOWN = 20
FACET_VALUES = 1000
"""Of all facets of a search, each with the 20 it has where it says nothing."""
FACET_RANGES = 100
GROUPS = 16
MEASURES = 20
ROWS = 10_000
PAGE = 1000
HOPS = 5
"""Steps of a path or a graph: each is a question of its own."""
FRONTIER = 1000
"""Instances that a step begins from: they stand in memory, and in one question to the search index."""
LINKS = 10_000
HISTORIES = 500
"""A question about the past folds each instance that changed since."""
EXPANDED = 1000
EXPANSIONS = 8
CURSOR = 65_536
CHANGES = 1000
CLASSES = 10_000
INHERITANCE = 64
CHANGED_PARTS = 100_000
"""A class is read whole to be changed, and so is all that names what is renamed: small operations on large classes."""
MIGRATION_FAILURES = 100
UPLOAD_BYTES = 1024 * 1024 * 1024
FILENAME = 255
LOOKED_AT_BYTES = 8 * 1024 * 1024
"""Of a text, unpacked, for what it is: of a longer one the beginning."""
LOOKED_AT_ROWS, LOOKED_AT_CELLS = 50_000, 250_000
"""Of a text, a sheet, or columns and rows: of more the first."""
WORKBOOK_BYTES = 64 * 1024 * 1024
"""Of an uploaded workbook, for what it is: no longer one at all."""
INTERCHANGE_BYTES = 1024 * 1024
STATEMENTS = 50_000
REASON = 4000
OPEN_PULLS = 500
BRANCHES = 1000
IMPORT_ROWS = 5_000_000
DRY_RUN_ROWS = 500_000
"""Of an import that is rehearsed: each row is compared with all before it, which stand in memory."""
WORKBOOK_CELLS = 1_000_000
"""Of each sheet from its first to its last, empty ones too: a reader makes a place for each."""
SHEET_CELLS_LOOKED_AT = LOOKED_AT_CELLS
IMPORTS_WAITING = 100
"""Imports of one database that have not ended."""
REVIEWERS = 20
REMARKS = 1000
REMARK_CHARACTERS = 500_000
"""Of all that is said in one pull request: it is read at once."""
WEBHOOKS = 20
"""Live ones of a database: each is told of every event it wants."""
VIEWS, VIEWS_OF_ONE, VIEW_BYTES = 1000, 100, 3000
"""All of a database are told at once: within 4 MB."""

STATED = {
    "bytes of a body": BODY_BYTES,
    "bytes of a body, unpacked": UNPACKED_BYTES,
    "bytes of a command as it is kept, an instance or a change of an ontology": COMMAND_BYTES,
    "values of a body with instances": BODY_VALUES,
    "values of a body with classes": ONTOLOGY_VALUES,
    "values of a search or aggregate": SEARCH_VALUES,
    "values of any other body": PLAIN_VALUES,
    "depth of a body": BODY_DEPTH,
    "depth of a value in data": DATA_DEPTH,
    "bytes of an ontology to import": INTERCHANGE_BYTES,
    "statements of an ontology to import": STATEMENTS,
    "bytes of an instance": INSTANCE_BYTES,
    "microseconds, about, that reading dear values takes (a phone number 60, an amount or a time in words 25)": READING,
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
    "values of all facets": FACET_VALUES,
    "ranges of all facets": FACET_RANGES,
    "keys of erased persons, once for each personal property asked for whether it exists": ERASED_KEYS,
    "groups of an aggregate": GROUPS,
    "measures of an aggregate": MEASURES,
    "rows of an aggregate": ROWS,
    "items of a page": PAGE,
    "steps of a path, hops of a graph": HOPS,
    "instances on the way of a path or graph": FRONTIER,
    "ids and links of one step": LINKS,
    "histories read for a question about the past": HISTORIES,
    "paths to expand": EXPANSIONS,
    "instances that are expanded": EXPANDED,
    "characters of a cursor": CURSOR,
    "operations, migrations and waivers of an ontology change": CHANGES,
    "classes of an ontology": CLASSES,
    "classes from one to the root of its hierarchy": INHERITANCE,
    "classes and parts of classes that the operations of one ontology change go through": CHANGED_PARTS,
    "failures that a migration tells by name": MIGRATION_FAILURES,
    "characters of a reason or message": REASON,
    "bytes of an upload": UPLOAD_BYTES,
    "characters of an upload's filename": FILENAME,
    "bytes of a text that an analysis or proposal looks at": LOOKED_AT_BYTES,
    "bytes of an uploaded workbook that an analysis or proposal looks at": WORKBOOK_BYTES,
    "rows of a table that an analysis or proposal looks at": LOOKED_AT_ROWS,
    "cells of a table that an analysis or proposal looks at": LOOKED_AT_CELLS,
    "open pull requests of a database": OPEN_PULLS,
    "branches of a database": BRANCHES,
    "rows of an import": IMPORT_ROWS,
    "rows of a dry run of an import": DRY_RUN_ROWS,
    "cells of a workbook, of each sheet from its first to its last": WORKBOOK_CELLS,
    "cells of a Google Sheet that Funnel looks at": SHEET_CELLS_LOOKED_AT,
    "imports of a database that have not ended": IMPORTS_WAITING,
    "reviewers that a pull request asks": REVIEWERS,
    "comments and reviews of a pull request": REMARKS,
    "characters of all comments and reviews of a pull request": REMARK_CHARACTERS,
    "webhooks of a database": WEBHOOKS,
    "saved explorations of a database": VIEWS,
    "saved explorations of one person in a database": VIEWS_OF_ONE,
    "bytes of what a saved exploration asks": VIEW_BYTES,
}
"""What is told to clients, in their words."""
