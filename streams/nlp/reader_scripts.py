"""Lemmas as edit scripts: a class that says how a word's letters become its lemma.

After Straka (2018), "UDPipe 2.0 prototype": the longest common part of word and lemma stays, what stands before and
behind it is replaced. Here a script is `case|cut at the start|put at the start|cut at the end|put at the end`.
"""

from difflib import SequenceMatcher


def edit_script(word: str, lemma: str) -> str:
    """Return the script that turns `word` into `lemma`; case is L (lower-case first) or K (kept)."""
    case = "K" if lemma[:1].isupper() else "L"
    form = word if case == "K" else word.lower()
    if "|" in lemma:  # "er|es|sie"
        return f"={lemma}"
    match = SequenceMatcher(None, form, lemma, autojunk=False).find_longest_match(0, len(form), 0, len(lemma))
    if match.size == 0:
        return f"={lemma}"
    return "|".join(
        (case, str(match.a), lemma[: match.b], str(len(form) - match.a - match.size), lemma[match.b + match.size :])
    )


def apply_script(script: str, word: str) -> str:
    """Return the lemma that a script makes of `word`; the word itself where the script does not fit."""
    if script.startswith("="):
        return script[1:]
    case, cut, replaced = script.split("|", 2)
    prefix, strip, suffix = replaced.rsplit("|", 2)
    form = word if case == "K" else word.lower()
    first, last = int(cut), len(form) - int(strip)
    if first >= last:
        return form
    return prefix + form[first:last] + suffix
