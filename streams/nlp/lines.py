"""Which line breaks end a sentence, and which only wrap a line at the margin."""

from collections.abc import Container, Sequence

MARGIN = 50
"""Shortest width of text that is taken for wrapped at a margin."""
ENDING = frozenset(".!?…:;\"'“”‘’»«)]")
RUNNING_ON = frozenset({",", "-", "–", "—", "/", "(", "[", "„", "&"})


def line_ends(words: Sequence[str], spaces: Sequence[bool], function_words: Container[str]) -> set[int]:
    """Return the numbers of the white-space tokens that end a sentence; behind a function word none does."""
    ends: set[int] = set()
    block: list[tuple[int, int]] = []
    width = 0
    for number, (word, space) in enumerate(zip(words, spaces, strict=True)):
        breaks = sum(word.count(mark) for mark in "\n\u2028\u2029\v\f\x85") if word.isspace() else 0
        if not breaks:
            width += len(word) + space
            continue
        if breaks > 1:
            ends.add(number)
            ends.update(_block_ends(words, block, width, function_words))
            block = []
        else:
            block.append((number, width))
        width = 0
    ends.update(_block_ends(words, block, width, function_words))
    return ends


def _block_ends(
    words: Sequence[str], block: Sequence[tuple[int, int]], last: int, function_words: Container[str]
) -> list[int]:
    """Return a block's single line breaks that end a sentence; `block` holds each with the width of the line before."""
    if not block:
        return []
    margin = max(last, *(width for _, width in block))
    return [number for number, width in block if not _wrapped(words, number, width, margin, function_words)]


def _wrapped(words: Sequence[str], number: int, width: int, margin: int, function_words: Container[str]) -> bool:
    """Tell whether a line was broken only because the next word did not fit, or runs on by the look of its ends."""
    if number == 0 or number + 1 == len(words):
        return False
    before, after = words[number - 1], words[number + 1]
    if before in RUNNING_ON or before in function_words:
        return True
    if before[-1] in ENDING:
        return False
    if after[0].islower() or after[0] in "(,":
        return True
    return margin >= MARGIN and width < margin < width + 1 + len(after)
