"""JSON Merge Patch, RFC 7396."""


def merge_patch(target: object, patch: object) -> object:
    """Merge a patch into a value: objects by name, null removes, the rest replaces. Changes nothing in place."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, change in patch.items():
        if change is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), change)
    return merged
