"""The fixed fields of every index, the templates, and the analyzers of languages."""

from typing import Any

LAYOUT = 4
"""Goes up when the mapping changes, or what stands in it: an index of another layout is made again from the log.

4: personal properties have terms, which name keys."""

SLOTS = 256
MOST_TERMS = 65_536
"""Of one clause of a question."""

DELETED, UID, SOURCE, LENGTH = "deleted", "uid", "src", "len"
TERMS, NUMBERS, FOLDED, WORDS, MARKS, TYPED = "v", "f", "g", "t", "x", "j"
EQUALS, MONTH, COUNTED = "\x01", "\x03", "\x02"
BEHIND = "\x02"
"""Behind every term of a field: the character after the one that stands between field and key."""

PAIR, LATITUDE, LONGITUDE = "\x03p", "\x03y", "\x03x"
NEWEST = "k3"
"""The slot of `_created_at`, as `slots.META` numbers it."""

LONG, MANY, GRAIN = "!long:", "!many:", "!grain:"
LONGEST_FOLDED = 4000
"""Of longer texts `contains` reads the source."""

LANGUAGES = {"en": None, "ko": "analysis-nori", "ja": "analysis-kuromoji", "zh": "analysis-smartcn"}
"""A field for each language, and the plugin that cuts its words."""

FALLBACK = "cjk"
_ANALYZERS = {"en": "english", "ko": "nori", "ja": "kuromoji", "zh": "smartcn"}


def analyzers(plugins: set[str]) -> dict[str, str]:
    """Choose each language's analyzer; pairs of characters where its plugin is not installed."""
    return {
        language: _ANALYZERS[language] if plugin is None or plugin in plugins else FALLBACK
        for language, plugin in LANGUAGES.items()
    }


def mapping(chosen: dict[str, str]) -> dict[str, Any]:
    """Write the mapping: as many fields for ten thousand properties as for ten."""
    unseen = {"type": "keyword", "index": False}
    listed = {"type": "keyword", "doc_values": False, "norms": False}
    fields: dict[str, Any] = {
        UID: {"type": "keyword"},
        DELETED: {"type": "boolean"},
        LENGTH: {"type": "integer", "index": False},
        SOURCE: {"type": "keyword", "index": False, "doc_values": False},
        TERMS: {"type": "keyword"},
        NUMBERS: unseen,
        WORDS: {"type": "text", "analyzer": "whitespace", "norms": False},
        FOLDED: listed,
        MARKS: listed,
        TYPED: listed,
    }
    fields |= {language: {"type": "text", "analyzer": name, "norms": False} for language, name in chosen.items()}
    for n in range(SLOTS):
        fields |= {f"k{n}": unseen, f"n{n}": {"type": "double", "index": False}}
        fields[f"m{n}"] = {"type": "integer", "index": False}
    return {
        "dynamic": "strict",
        "_source": {"includes": [SOURCE]},
        "_meta": {"layout": LAYOUT, "analyzers": chosen},
        "properties": fields,
    }


def instances_template(prefix: str, chosen: dict[str, str]) -> dict[str, Any]:
    """Write the template of `instances-*`.

    One shard: facets and groups are exact, and its last sequence number names its content. Refreshing is asked for.
    """
    return {
        "index_patterns": [f"{prefix}instances-*"],
        "priority": 500 + len(prefix),
        "version": LAYOUT,
        "_meta": {"analyzers": chosen},
        "template": {
            "settings": {
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                "refresh_interval": "1s",
                # Lists show the newest first: the last written would otherwise push the one before it out, each time.
                "sort.field": NEWEST,
                "sort.order": "desc",
                "mapping.total_fields.limit": SLOTS * 3 + 32,
                "max_regex_length": 50_000,
                "max_terms_count": MOST_TERMS,
            },
            "mappings": mapping(chosen),
        },
    }


def metadata_template(prefix: str) -> dict[str, Any]:
    """Write the template of `search-metadata`."""
    unseen = {"type": "keyword", "index": False, "doc_values": False}
    return {
        "index_patterns": [f"{prefix}search-metadata"],
        "priority": 500 + len(prefix),
        "version": LAYOUT,
        "template": {
            "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
            "mappings": {
                "dynamic": "strict",
                "properties": {"index": unseen, "fields": unseen, "layout": {"type": "integer", "index": False}},
            },
        },
    }
