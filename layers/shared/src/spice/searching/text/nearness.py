"""Nearness: how many slips of a finger are between two words."""


def near(asked: str, held: str, most: int, *, prefix: bool = False) -> bool:
    """Tell whether `held` (`prefix`: a beginning of it) is at most `most` edits from `asked`; a swap is one."""
    if not prefix and abs(len(asked) - len(held)) > most:
        return False
    before: list[int] = []
    row = list(range(len(asked) + 1))
    if prefix and row[-1] <= most:
        return True
    for n, letter in enumerate(held, 1):
        before, row = row, _next_row(asked, held, n, letter, before, row)
        if prefix and row[-1] <= most:
            return True
        if min(row) > most and min(before) > most:
            return False
    return row[-1] <= most


def _next_row(asked: str, held: str, n: int, letter: str, before: list[int], row: list[int]) -> list[int]:
    new = [n]
    for m, other in enumerate(asked, 1):
        best = min(new[m - 1] + 1, row[m] + 1, row[m - 1] + (letter != other))
        if before and m > 1 and letter == asked[m - 2] and held[n - 2] == other:
            best = min(best, before[m - 2] + 1)
        new.append(best)
    return new
