"""A second look at the facts of the floor set, in the words of their sentence: few are left, so this is plain Python.

Each reader returns its reason to refuse a fact, or `NONE`; it may also mend the subject or the value, whose ends the
tokens could not tell: :mod:`.lives` reads births and deaths, :mod:`.works` titles and authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from corpusstat.extract.filter.lives import life_reason, opened_bracket
from corpusstat.extract.filter.matches import NAME_PART, NOT_PLACE, UNASSERTED
from corpusstat.extract.filter.seen import Seen, has_any, roots
from corpusstat.extract.filter.works import work_reason
from corpusstat.extract.match.facts import Fact
from corpusstat.lexicon import alternatives, hedges

__all__ = ["are_odd", "reread", "without_half_lives"]

_SOURCE: Final = (
    r"according to (?:the |an? |one |some |local |popular |family )*"
    r"(?:legends?|myths?|traditions?|folklore|rumou?rs?|stor(?:y|ies)|tales?|accounts?|gossip)"
)
_DENIED: Final = re.compile(
    rf"\b(?i:{alternatives(hedges('denying'))}|(?<!no )doubt(?:s|ed|ful)?|pretend\w*"
    rf"|(?:legends?|tradition|folklore) (?:has it|says|goes|tells us)|{_SOURCE})\b[^.;:]{{0,40}}$"
)
_DENIALS: Final = roots({*hedges("denying"), "doubt", "pretend", "legend", "tradition", "folklore", "according to"})
"""Of which there is one where `_DENIED` is found."""
_TOLD_IN: Final = re.compile(
    r"^\W*In (?:the|this|that|his|her|their|another|one) (?:(?:original|same|first|last|final|\d{4}) )?"
    r"(?:novel|film|movie|play|opera|musical|comic|manga|anime|game|series|show|sitcom|episode|season|sequel|tale|legend"
    r"|fable|myth|story|screenplay|poem)\b[^.;:]{0,60}$"
)
_TAKEN_BACK: Final = re.compile(
    r"^[^.;:]{0,20}?(?:, or so |"
    r" ?\((?:disputed|doubtful|uncertain|unconfirmed|not confirmed|alleged(?:ly)?|legend\w*)\b"
    rf"|, {_SOURCE}\b"
    r"|,? but (?:this|that) is (?:not (?:certain|true|proven|confirmed)|disputed|doubtful|unlikely|false|wrong|a myth))"
)
_TAKEN_BACK_IN: Final = 40
"""Characters after a fact in which such words begin."""
_IF: Final = re.compile(r"(?:^|[\"“(] ?|, )(?:Had|had|Were|Should|should) $")
_MAY_BE_IF: Final = ("Had ", "had ", "Were ", "hould ")
_ASKING: Final = re.compile(r"^[^:“\"]*\?[)\]]*\s*$")
"""After a fact: its clause asks, not one after a colon or in quotation marks."""
_ASKING_TITLE: Final = re.compile(
    r"(?:Who|What|Why|How|When|Where|Which|Whose|Is|Are|Do|Does|Did|Can|Will|Should)\b [^?.!;]{3,100}\?[\"”’').]*\s*$"
)
"""A title that asks, at the end of its sentence: *the author of Who Owns the Mill?*"""
_OF_WHOM: Final = re.compile(
    r"\b(?:none|neither|some|both|all|one|two|most|many|few|either|former|latter) of (?:whom|which|them)\b"
)
_OTHERWISE: Final = re.compile(
    r"^,? as (?:an? |the )?[A-Z]|\b(?:born again|reborn|died (?:a little|inside|laughing|a thousand)"
    rf"|would|could|might|should|{_SOURCE}|den(?:ies|ied)|spiritually)\b"
)
_OTHER_PARTS: Final = (" as ", "again", "reborn", "died ", "ould", "might", "according to", "denie", "spiritually")
"""Of which there is one where `_OTHERWISE` is found."""
_DOUBTED: Final = [
    *_DENIALS, " as ", "born again", "reborn", "died a", "died inside", "died laughing", "would", "could", "might",
    "should", "denie", "spiritually", "had ", "were ", " of whom", " of which", " of them", ", or so ",
    "(disputed", "(doubtful", "(uncertain", "(unconfirmed", "(not confirmed", "(alleged", "(legend", " but th",
    *"?{}<>[]\\",
]  # fmt: skip
"""Of which there is one, in capitals or not, in each sentence that asks, denies or supposes something or is cut by
markup, but for what tells a story."""
_MAY_TELL: Final = ["In th", "In his ", "In her ", "In another ", "In one "]
"""Of which there is one where `_TOLD_IN` is found."""
_CUT_AFTER: Final = re.compile(
    r" ?(?:\{[{|A-Za-z]|<(?:[A-Za-z!]|/?[A-Za-z]+>\w)|\\[A-Za-z]+\{|\[/?[A-Za-z]{1,4}\]|\[\[)"
)
_CUT_BEFORE: Final = re.compile(r"(?:\}\} ?|[A-Za-z]\}|\w</?[A-Za-z]+>|\[/[A-Za-z]{1,4}\]\w?)$")
"""Marks of markup that was not understood, at which a name may go on: templates of wikis, LaTeX, tags, BBCode."""
_MARKUP_BEGINS: Final = frozenset("{<\\[")
_MARKUP_ENDS: Final = frozenset("}>]")
_NEAR: Final = 4
"""Characters before a mention, of which the end of such markup has one."""


def are_odd(sentences: pl.Series) -> list[bool]:
    """Whether each sentence has a word or a mark for which its facts may be refused as unasserted, or cut by markup.

    >>> are_odd(pl.Series(["Ann Lee died in Tarsk.", "In the novel Ann Lee died.", "Ann Lee died in {Tarsk}."]))
    [False, True, True]
    """
    doubted = sentences.str.contains_any(_DOUBTED, ascii_case_insensitive=True)
    odd: list[bool] = (doubted | sentences.str.contains_any(_MAY_TELL)).to_list()
    return odd


def reread(fact: Fact, seen: Seen, *, odd: bool) -> int:
    """Return the reason to refuse a fact of the floor set by its sentence; ``odd``: see `are_odd`.

    Its subject and value may be mended.
    """
    if odd and _is_unasserted(seen):
        return UNASSERTED
    if odd and _is_cut(seen.text, seen.value):
        return NOT_PLACE
    if odd and _is_cut(seen.text, seen.subject):
        return NAME_PART
    return work_reason(fact, seen) if fact.origin.relation.value == "person" else life_reason(fact, seen)


def _is_unasserted(seen: Seen) -> bool:
    """Whether the sentence asks, denies or supposes what the fact says."""
    before, between = seen.before, seen.between
    if before and _is_led_to_doubt(before):
        return True
    if _may_be_taken_back(seen.after) and _TAKEN_BACK.match(seen.after):
        return True
    if _is_otherwise(between):
        return True
    if "?" not in seen.after or "id you know" in before or _ASKING_TITLE.match(seen.text, seen.subject[0]):
        return False
    return bool(_ASKING.search(seen.after)) and opened_bracket(between) is None


def _is_otherwise(between: str) -> bool:
    """Whether what is between subject and value says that it was not so, or of whom: *would*, *none of whom*."""
    if " of " in between and _OF_WHOM.search(between):
        return True
    return has_any(between, _OTHER_PARTS) and _OTHERWISE.search(between) is not None


def _is_led_to_doubt(before: str) -> bool:
    """Whether the last clause before a fact denies or supposes it, or the sentence begins with what tells a story."""
    clause = max(before.rfind("."), before.rfind(";"), before.rfind(":"), 0)
    if has_any(before[clause:].lower(), _DENIALS) and _DENIED.search(before, clause):
        return True
    if _TOLD_IN.match(before):
        return True
    return before.endswith(_MAY_BE_IF) and _IF.search(before) is not None


def _may_be_taken_back(after: str) -> bool:
    head = after[:_TAKEN_BACK_IN]
    return "(" in head or ", or so " in head or " accord" in head or " but th" in head


def _is_cut(sentence: str, span: tuple[int, int]) -> bool:
    """Whether markup that was not understood is at either end of a mention."""
    start, end = span
    spaced = sentence[end : end + 1] == " "
    if sentence[end + spaced : end + spaced + 1] in _MARKUP_BEGINS and _CUT_AFTER.match(sentence, end):
        return True
    marked = not _MARKUP_ENDS.isdisjoint(sentence[max(0, start - _NEAR) : start])
    return marked and _CUT_BEFORE.search(sentence, 0, start) is not None


def without_half_lives(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the facts but deaths from a range in brackets whose first date was not taken for a birth.

    Of such brackets a third tell no life: *(Duke of Velda 1388–1401)*.
    """
    held = list(facts)
    born = {(f.sentence, f.subject.start) for f in held if f.relation == "birth_date"}
    for fact in held:
        if not fact.is_half or (fact.sentence, fact.subject.start) in born:
            yield fact
