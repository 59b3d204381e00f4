"""Titles and authors read again: a title without quotation marks ends where its sentence goes on, not at a small word.

*Alice in Wonderland* is cut into tokens as three; what follows a title decides whether more of it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from corpusstat.extract.filter.hinged import hinged_reason, is_no_book
from corpusstat.extract.filter.lives import narrowed
from corpusstat.extract.filter.long_titles import is_title_case, title_up_to
from corpusstat.extract.filter.matches import NONE, OWNER, SUBJECT_TYPE, UNASSERTED, VALUE_TYPE
from corpusstat.extract.filter.seen import Seen, alternatives, lead_end
from corpusstat.extract.filter.title_lists import TITLE_LINK, TITLE_WORD, first_of_list, is_list_ahead, listed_titles
from corpusstat.extract.filter.types import GIVEN_NAMES, is_pronoun
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.lexicon import months, weekdays, word_list

__all__ = ["more_titles", "work_reason"]

_MONTH: Final = rf"(?:{'|'.join(months(short=False))}|(?:Spring|Summer|Autumn|Fall|Winter) \d)\b"
_LINK: Final = TITLE_LINK
_DAY: Final = rf"(?:{'|'.join(weekdays(short=False))})\b"
_TITLE_WORD: Final = rf"(?!{_MONTH}|{_DAY}){TITLE_WORD}"
_GOES_ON: Final = re.compile(rf"(?:['’](?:s|t|re|ve|ll|d|m)?(?!\w))?(?: {_LINK}){{0,3}} {_TITLE_WORD}")
_OTHER_TITLE: Final = re.compile(r" (?:and|or|&) (?:The|An?) ")
"""*Salt and The Tin Road* are two titles."""
_TWO_WORDS: Final = re.compile(rf"{TITLE_WORD} {TITLE_WORD}")
"""Who wrote with somebody: *She wrote Salt with Bo Lee*."""
_MAY_PART: Final = re.compile(r" (?:and|or) ")
_LISTED: Final = re.compile(
    rf"(?:, {_TITLE_WORD}(?: {_TITLE_WORD})*)+,? (?:and|&) {_TITLE_WORD}(?: (?:{_LINK} )*{_TITLE_WORD})*"
)
_OWNER_BEFORE: Final = re.compile(r"(?:\b[A-ZÀ-Þ][\w-]*(?: (?:of|the|and|in|to|for|a) )?)+['’]s? $")
_JOINED_BEFORE: Final = re.compile(
    rf"(?:^|(?<=[a-z:“\"] ))(?:(?:The|An?) )?{TITLE_WORD}(?: (?:(?:of|the|in|to) )*{TITLE_WORD})*"
    r" (?:and|&|or) (?:the |an? )?$"
)
"""Before the last words of a title: *Salt and Iron is a novel*."""
_LISTED_BEFORE: Final = re.compile(
    rf"(?:(?:The|An?) )?{TITLE_WORD}(?: {TITLE_WORD})*(?:, {TITLE_WORD}(?: {TITLE_WORD})*)+,? (?:and|&|or) $"
)
"""The same at the front of a sentence: *Salt, Tin, and Iron is a novel*."""
_JOINTS: Final = (" and ", " & ", " or ", " and the ", " or the ", " and a ", " or a ", " and an ", " or an ")
_LED_TITLE: Final = re.compile(
    rf"(?:(?:The|An?) )?(?!(?i:{_LINK}) ){TITLE_WORD}(?: (?:{_LINK} )*{TITLE_WORD})* (?:{_LINK} )+$"
)
"""The text before the last words of a title that begins a sentence: *Alice in Velda is a novel*."""
_NUMBERED: Final = 2
"""Spaces of a title that begins with a number."""
_OPENED_BEFORE: Final = re.compile(
    rf"(?:\d{{1,4}}|How|What|Why|Who|Where|My|No|All|Every|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Only|Not|Living"
    rf"|Growing|Being)(?: (?:{TITLE_WORD}|{_LINK}))* $"
)
"""The first words of a title that begins a sentence: *Seven Days is a novel*, *How to Mend a Mill is a guide*."""
_LONGEST_JOINED: Final = 100
"""Characters of a title before its last *and*."""
_WRITTEN_BY: Final = re.compile(r",? (?:co-)?(?:written|authored|penned) ")
"""After *the Tarsk Church*, which is no title."""
_NAME_BEFORE: Final = re.compile(r"(?:^|[\s“\"])[A-ZÀ-Þ][\w’']*[:,]? (?:a )?$")
_SERIES: Final = re.compile(
    rf"['’]?s? (?:(?!(?:{_LINK}|is|was|his|her|by|which|who) )[a-z-]+ ){{0,3}}(?:{alternatives('series_nouns')})\b"
)
_FOREIGN_NEXT: Final = re.compile(r" (?:de|del|di|du|der|und|et|en|y|och|van|von|dos|da|do|la|las|los|le|les|el) ")
"""After a title cut short: *Cuestión de dados*."""
_MADE_BY: Final = re.compile(
    r"(?<!written )(?<! and )\b(?:edited|translated|illustrated|adapted|directed|compiled|narrated|introduced"
    r"|reviewed|read|performed|produced)"
    r"(?: and [a-z]+)? by "
)
_NAME_LEAD: Final = re.compile(
    r"(?:(?:Copies|Fans|Readers|Admirers|Books|Novels|Works|Writings|Poems|Stories|Essays) of|Says|Said|Writes|Adds)"
    r" (?=[A-Z])"
)
"""What begins a sentence with a name, which is cut into one token with it."""
_BY_NEXT: Final = re.compile(r"[.,]?[\"”’']?,? (?:\([^()]*\),? )?(?:written )?by [A-ZÀ-Þ]")
_OWNED: Final = ("'s ", "’s ", "' ", "’ ")
_ARTICLE: Final = re.compile(r"(?:The|An?) ")
_OWNS: Final = re.compile(r"['’]s? (?![A-ZÀ-Þ])")
_NOUN_BEHIND: Final = re.compile(r" ([a-z]+)")
_AFTER_TITLES: Final = (
    word_list("function_words") | word_list("common_words") | {"published", "became", "has", "won", "first", "written"}
)
_MARKS: Final = frozenset("\"“‘'*_")
_POINTING: Final = re.compile(
    r"\b(?:this|these|those|each|every|our|your|my|an?|some|any|other) (?:\w+ )?$", re.IGNORECASE
)
_GENERIC_WORKS: Final = word_list("generic_works")
_PLAY: Final = re.compile(r"\b[Pp]lay,? $")
_A_PLAY: Final = re.compile(
    r"(?:\b(?:[Aa]n?|[Tt]he|[Hh]is|her|their|its|this|that|new|first|second|third|last|early|late|stage|radio|hit|own)"
    r"|['’]s|\d{4}|\b\w+(?:ing|al|ic|ed|ous|ful|est|ish|ian|ean)|\bact) [Pp]lay,? $"
)
_SHOUT: Final = re.compile(r"[A-Z]{4,}$")
_OTHER_BEHIND: Final = re.compile(
    r"[\"”’']?,?[\"”’']?(?: \([^()]*\))?,? (?:(?:is|was) )?(?:an?|his|her) (?:[\w-]+ ){0,3}?"
    rf"(?:{alternatives('other_works')})\b"
)
"""After a title: *is a series of books*, *, a song of*."""
_OTHERS_OWN: Final = re.compile(r"[.]?[\"”’']*(?: \([^()]*\))? (?:is|was|by|has)\b")
"""After a title that begins a clause of its own: *Ann Lee wrote “Salt”, and “Iron” was written by Bo Lee*."""
_SAME_NAME: Final = " of the same name"
"""What makes of a film's title also that of a book."""
_DESCRIBING: Final = re.compile(r" (?:novel|play|poem|short story|novella|memoir|book)\b")
"""After a name that describes a work: *the Ann Lee novel “Salt”*; a publisher's may, too."""
_PERIODICAL: Final = re.compile(rf"(?:The )?(?:[A-ZÀ-Þ]\w* ){{0,3}}(?:{alternatives('periodicals')})$")
_WROTE_IN: Final = re.compile(r" in (?:the )?[\"“‘']?$", re.IGNORECASE)
_JUST_WROTE: Final = ("wrote ", "writes ", "argued ")
_NO_AUTHORS: Final = word_list("no_authors")
_GENERIC_PEOPLE: Final = word_list("generic_people")
_ROLE_BEHIND: Final = re.compile(rf" (?:[a-z]+ )?(?:{alternatives('jobs')}|{alternatives('ranks_and_jobs')}) [A-ZÀ-Þ]")
"""After what is no author: *a book by Tarsk professor Ann Lee*."""
_PLACED: Final = (" in ", " at ", " from ", " near ")
"""Before what is no author: *Ann Lee of the school in Tarsk, author of Salt*."""
_SEVERAL_AUTHORS: Final = frozenset(("they", "their", "them"))
_COLLECTED: Final = r"of(?! (?:poems|poetry|essays|stories|short stories)\b)"
_NOT_OWN: Final = re.compile(
    rf"(?:[Hh]is|[Hh]er|[Tt]heir) .*\b(?:{_COLLECTED}|from|for|about|to|on|in|an?|the|by"
    r"|favou?rite|beloved|copy|copies|edition|translation|review|adaptation|version|intended|planned|school)\b"
)
_KIND_OF_LIST: Final = re.compile(
    r"(?<=[sS]) (?:includ(?:e|es|ed|ing)|are|were) the (?:[\w-]+ ){0,3}"
    rf"(?:{alternatives('several_works')})[,:]?(?= [\"“‘']?$)"
)
"""The end of *his works include the novels*."""
_TITLE_CLOSES: Final = re.compile(r" ?[,.:;()—–]|$| (?:which|who|in \d|by|about)\b")
_ABOUT: Final = re.compile(
    r"\b(article|book|essay|memoir|novel|paper|poem|study|treatise) (?:on|about|of|for) (?:[a-z-]+ ){0,4}[a-z-]+"
    r"(?=, (?:called |titled |entitled )?[\"“‘']?$)"
)
"""What a work is about, between its author and its title: *her essay on salt, The Tin Road*."""
_AUTHOR_BEHIND: Final = re.compile(
    r"\bby\b|, (?:an?|the|who|whose|with|to) |\bmarried\b"
    r"|\b(?:son|daughter|father|mother|wife|husband|brother|sister|friend|widow) of\b"
)
_JUST_PUBLISHED: Final = re.compile(r" published (?:the )?[\"“‘']?$")
_NUMBER_BEHIND: Final = re.compile(r" \d")
_BEING: Final = re.compile(r" (?:is|was)(?: called| titled| entitled)?(?: [Tt]he)? [\"“‘']?$")
"""The end of *Ann Lee's second novel was called*."""
_PART_OF_WORK: Final = re.compile(
    rf"\b(?:{alternatives('parts_of_works')})s? (?:to|of|for|in|on) (?:the )?[\"“‘']?$", re.IGNORECASE
)
"""Before a title: what somebody else than its author may have written, *the foreword to Salt was written by*."""
_ON_A_WORK: Final = re.compile(
    rf"\b(?:about|on|to|(?:{alternatives('parts_of_works')}) (?:of|for|in)) (?:the|an?|this|that) (?:[\w-]+ ){{0,3}}"
    r"(?:novel|book|play|poem|essay|memoir|story|article)[,:]? [\"“‘']?$"
)
"""Between somebody and the title of what another wrote: *wrote the foreword to the book Salt*."""
_PART_ENDS: Final = (" to", " of", " for", " in", " on")
"""The last words of what `_PART_OF_WORK` finds."""
_VERB_BETWEEN: Final = re.compile(r" (?:(?!is |was |by )[a-z]+ )?")
"""What is between two names that no mark parts: *In his book, Salt made Lee rich*."""
_SHORT_LIST: Final = re.compile(
    rf"(?:, {_TITLE_WORD})+, (?:and|&) {_TITLE_WORD}(?: {_TITLE_WORD})*(?=[.!;),]|$| [(–—])"
)
"""The rest of a title of single words, *Guns, Tar, and Salt*."""
_LIST_LABEL: Final = re.compile(
    r"(?:(?:[Nn]on-?)?[Ff]iction|Books?|(?:Book )?[Rr]eview|Poetry|Memoir|(?:Currently )?[Rr]eading|Title): (?=\S)"
)
"""What a list says before each title: *Fiction: Salt by Ann Lee*."""
_CUT_SHORT: Final = re.compile(r" (?:that|against|after|without|among|under|beyond) (?:the |a )?[A-ZÀ-Þ]")
"""After a title that does not end here: *Ten Days that Shook Tarsk*."""
_SET_IN: Final = re.compile(r"\b(?:in|from) the (?:\w+ )?(?:novel|book|story|play|poem)s? by $")
"""Between a figure and its author: *Ann is the heroine in the novel by Bo Lee*."""
_NO_TITLES_AHEAD: Final = re.compile(
    r" (?:subject|topic|theme|issue|area|field)s\b|\bseries of\b|\bfor [a-z ]*papers\b"
)
"""Between an author and what is no title: *articles on topics such as Salt*, *a series of novels, Salt*."""
_PART_OF_LIST: Final = re.compile(r"(?:, [A-ZÀ-Þ][\w’'-]*)*,? (?:and|&|or) [A-ZÀ-Þ]")
_LIST_BEFORE: Final = re.compile(r"[A-ZÀ-Þ]\w* (?:and|&|of) $")
_NAMED: Final = re.compile(
    r"\b(?:novel|book|memoir|novella|collection|autobiography|story|poem|play|essay|treatise|textbook),? $"
)
_WRITINGS: Final = frozenset(
    ("book", "essays", "letter", "letters", "play", "plays", "poems", "song", "stories", "story")
)
_YEAR_BEHIND: Final = re.compile(r",? \(\d{4}\b")
_NOT_OWNED: Final = re.compile(
    rf"['’]s? .*\b(?:an?|the|death|and|{_COLLECTED}|was|is|by|his|her|their|its|in|on|from|for|about|to|favou?rite)\b"
)


def work_reason(fact: Fact, seen: Seen) -> int:
    """Return the reason to refuse an author; the title is made whole, and loses a label before it."""
    start = fact.subject.start - seen.subject[0]
    if seen.subject < seen.value and is_no_book(seen.before):
        return SUBJECT_TYPE
    if _gapped_reason(fact, seen):
        return SUBJECT_TYPE
    seen = Seen.of(fact, seen.text, start)
    reason = _author_reason(fact, seen) or (hinged_reason(fact, seen) if fact.origin.hinged else NONE)
    if not reason and not (fact.origin.hinged and seen.subject < seen.value):
        reason = _title_reason(fact, seen)
    label = None if reason else _LIST_LABEL.match(fact.subject.text)
    if label:
        rest, start = fact.subject.text[label.end() :], fact.subject.start + label.end()
        fact.subject = Span(rest, start, start + len(rest), fact.subject.is_name)
    return reason


def _gapped_reason(fact: Fact, seen: Seen) -> int:
    """Refuse what is no title up to its author, where the template lets anything through; make it whole."""
    inside = seen.text.startswith("In ")
    if not fact.origin.gapped or seen.value < seen.subject or (fact.origin.fronted and not inside):
        return NONE
    end = title_up_to(seen, inside=inside)
    if not end:
        return SUBJECT_TYPE
    start, text = seen.subject[0], seen.text
    if end > seen.subject[1]:
        fact.subject = Span(text[start:end], fact.subject.start, fact.subject.start + end - start, is_name=True)
    return NONE


def _author_reason(fact: Fact, seen: Seen) -> int:
    """Refuse a value that names no author; cut what runs into the name."""
    if fact.value is None or not _is_told(fact.value.text, seen) or _is_by_another(seen):
        return OWNER
    if is_pronoun(fact.value.text):
        return NONE
    fact.value = _first_of_two(narrowed(fact.value))
    name = fact.value.text
    if not _is_author(name, seen):
        return VALUE_TYPE
    return OWNER if _is_of_another(fact, seen) else NONE


def _first_of_two(value: Span) -> Span:
    """The first of two authors, *Ann Lee & Bo Lee*, without what is of them, *Copies of Ann Lee*."""
    lead = _NAME_LEAD.match(value.text)
    if lead:
        value = replace(value, text=value.text[lead.end() :], start=value.start + lead.end())
    first, also, second = value.text.partition(" & ")
    if not also or " " not in first or " " not in second:
        return value
    return replace(value, text=first, end=value.start + len(first))


def _is_by_another(seen: Seen) -> bool:
    """Whether what follows says that a work is another's: *“Salt” by Bo Lee*, *a book by Tarsk's Bo Lee*."""
    if seen.subject < seen.value:
        if _MADE_BY.search(seen.between):
            return True
        return " by " in seen.between and seen.after.startswith(("'s ", "’s "))
    return _BY_NEXT.match(seen.after) is not None


def _is_author(name: str, seen: Seen) -> bool:
    """Whether a name can be an author's, and not a publisher's: *the Velda Press novel*."""
    if name in _GENERIC_PEOPLE or not _NO_AUTHORS.isdisjoint(name.split()):
        return False
    if _WROTE_IN.match(seen.between) and seen.before.endswith(_JUST_WROTE) and not _begins_given(name):
        return False  # "she wrote Seven Days in Tarsk"
    if " " not in name and (_ROLE_BEHIND.match(seen.text, seen.value[1]) or _is_placed(seen) or _is_fragment(seen)):
        return False
    described = _DESCRIBING.match(seen.between) and seen.text.endswith("the ", 0, seen.value[0])
    return not described or _begins_given(name)


def _is_placed(seen: Seen) -> bool:
    return seen.value < seen.subject and seen.text.endswith(_PLACED, 0, seen.value[0])


def _is_fragment(seen: Seen) -> bool:
    """Whether a name of one word is a part of something: *the School of Arts and Tin*, *In Salt, Tin, and Iron*."""
    start, end = seen.value
    if _LIST_BEFORE.search(seen.text, max(0, start - _LONGEST_JOINED), start):
        return True
    return seen.between == ", " and _PART_OF_LIST.match(seen.text, end) is not None


def _begins_given(name: str) -> bool:
    return " " in name and name.split()[0] in GIVEN_NAMES


def _is_of_another(fact: Fact, seen: Seen) -> bool:
    """Whether what is around title and author says that the work is another's, or only a part of it his."""
    if seen.subject < seen.value:
        if lead_end(seen.precedes).endswith(_PART_ENDS) and _PART_OF_WORK.search(seen.precedes):
            return True
        return _VERB_BETWEEN.fullmatch(seen.between) is not None or _SET_IN.search(seen.between) is not None
    if seen.between in _OWNED and _is_part_of_title(fact):
        return True
    if _ON_A_WORK.search(seen.between):
        return True
    owned = _BEING.sub(" ", _KIND_OF_LIST.sub("", _ABOUT.sub(r"\1", seen.between)))
    if _BEING.search(seen.between) and seen.between[-1] not in _MARKS and _is_word(seen):
        return True  # "her first novel was Salt"
    return _NOT_OWNED.match(owned) is not None


def _is_word(seen: Seen) -> bool:
    """Whether a title without quotation marks is a single word."""
    start, end = seen.subject
    return " " not in seen.text[start : _whole_end(seen.text, start, end, listed=True)]


def _is_part_of_title(fact: Fact) -> bool:
    """Whether one word before *'s* begins a title: *Harrow's Gate*, but not *Harrow's The Tin Gate*."""
    return fact.value is not None and " " not in fact.value.text and not _ARTICLE.match(fact.subject.text)


def _is_told(value: str, seen: Seen) -> bool:
    """Whether what is between author and title tells that the one wrote the other."""
    if seen.subject < seen.value:
        return True
    between = _KIND_OF_LIST.sub("", _ABOUT.sub(r"\1", seen.between))
    if value.lower() in _SEVERAL_AUTHORS or (is_pronoun(value) and _NOT_OWN.match(value + between)):
        return False
    if _JUST_PUBLISHED.match(seen.between):
        return _is_just_published(value, seen)
    before, told, works = seen.between.partition("author of")
    if _NO_TITLES_AHEAD.search(works if told else seen.between):
        return False
    if before.startswith(", and "):
        return False  # "Hale, and the learned author of Salt"
    return not told or before.startswith(",") or not _AUTHOR_BEHIND.search(before)


def _is_just_published(value: str, seen: Seen) -> bool:
    """Whether somebody published what has the marks or the year of a work, and is no publisher."""
    start, end = seen.subject
    marked = seen.text[start - 1] in _MARKS or _YEAR_BEHIND.match(seen.text, end)
    return bool(marked) and (is_pronoun(value) or _begins_given(value))


def more_titles(fact: Fact, seen: Seen) -> Iterator[Fact]:
    """Yield the facts of the titles that are listed after a fact's."""
    offset = fact.subject.start - seen.subject[0]
    if fact.value is None or seen.subject < seen.value:
        return
    quoted = seen.text[seen.subject[0] - 1] in _MARKS
    titles = list(listed_titles(seen.text, seen.subject[1]))
    if not quoted and not is_list_ahead(seen.precedes) and not _are_titles(seen, titles):
        return
    for number, (start, end) in enumerate(titles, 1):
        title = seen.text[start:end]
        if _SHOUT.match(title):
            continue
        if quoted and (title[:1].islower() or _OTHERS_OWN.match(seen.text, end)):
            return
        if _is_no_title(title, seen.text[end:], article=False, named=False):
            return
        yield replace(fact, subject=Span(title, start + offset, end + offset, is_name=True), listed=number)


def _are_titles(seen: Seen, others: list[tuple[int, int]]) -> bool:
    """Whether what follows a title is others and nobody's names: *author of Salt, The Tin Road and Iron Mills*."""
    text, (start, end) = seen.text, seen.subject
    if not lead_end(seen.precedes).endswith(" of") or any(text[a:].split()[0] in GIVEN_NAMES for a, _ in others):
        return False
    return _OTHER_TITLE.match(text, end) is not None or (len(others) > 1 and " " in text[start:end])


def _title_reason(fact: Fact, seen: Seen) -> int:
    """Refuse what is no title of one written work; make a title whole that goes on behind a small word."""
    start, end = seen.subject
    if (_OTHER_BEHIND.match(seen.text, end) and _SAME_NAME not in seen.between) or _is_periodical(fact, seen):
        return SUBJECT_TYPE
    quoted = seen.text[start - 1 : start] in _MARKS and seen.text[end : end + 1] not in ("", " ")
    lead = seen.text[: start - quoted]
    if _PLAY.search(lead) and not _A_PLAY.search(lead):
        return UNASSERTED
    if quoted:
        phrase = seen.value < seen.subject and seen.text[start].islower()
        return SUBJECT_TYPE if phrase or _SERIES.match(seen.text, end + 1) else NONE
    return _bare_title_reason(fact, seen, lead)


def _is_periodical(fact: Fact, seen: Seen) -> bool:
    """Whether somebody wrote in a newspaper: *Ann Lee wrote in “The Tarsk Gazette”*."""
    in_it = seen.value < seen.subject and _WROTE_IN.search(seen.between)
    return bool(in_it) and bool(_PERIODICAL.match(fact.subject.text))


def _bare_title_reason(fact: Fact, seen: Seen, lead: str) -> int:
    """The same for a title without quotation marks, after the text ``lead``."""
    article = lead.endswith("the ")
    led = lead[: len(lead) - 4 * (lead[-4:].lower() == "the ")]
    start, end = _whole_title(seen, lead, led)
    title = seen.text[start:end]
    if seen.subject < seen.value:
        if _is_led_to_another(seen, start) or (article and _WRITTEN_BY.match(seen.between)):
            return SUBJECT_TYPE
    elif not _is_closed(seen, led, end) or _CUT_SHORT.match(seen.text, end) or _SERIES.match(seen.text, end):
        return SUBJECT_TYPE
    if title[0].isdigit() and (seen.subject < seen.value or title.count(" ") < _NUMBERED):
        return SUBJECT_TYPE
    named = _NAMED.search(led) and (" " in title or _YEAR_BEHIND.match(seen.text, end))
    alone = article or seen.between in _OWNED
    if _is_no_title(title, seen.text[end:], article=alone, named=bool(named)) or _is_pointed_at(seen, start, title):
        return SUBJECT_TYPE
    if (start, end) != seen.subject:
        moved = fact.subject.start + start - seen.subject[0]
        fact.subject = Span(title, moved, moved + len(title), fact.subject.is_name)
    return NONE


def _is_pointed_at(seen: Seen, start: int, title: str) -> bool:
    """Whether what precedes a title says that it is one of a kind, *a Tarsk novel*; not *An Essay Concerning Salt*."""
    before = seen.text[:start]
    begins = before in ("A ", "An ") and title.count(" ") > 1 and seen.subject < seen.value
    return not begins and _POINTING.search(before) is not None


def _is_led_to_another(seen: Seen, start: int) -> bool:
    """Whether what precedes a title is a part of a name or of a work: *the foreword to Salt was written by*."""
    before = seen.text[:start]
    if before.endswith((", and ", ", or ", ", & ")) or (start < seen.subject[0] and _PART_OF_WORK.search(before)):
        return True
    return _NAME_BEFORE.search(re.sub(r"\b(?:[Tt]he|An?) $", "", before)) is not None


def _whole_title(seen: Seen, lead: str, led: str) -> tuple[int, int]:
    """Where a title without quotation marks starts and ends; ``led``: what precedes it without an article."""
    start, end = seen.subject
    if seen.subject < seen.value:
        line = ":" in lead and is_title_case(seen.text[:end])
        return 0 if line else _whole_start(seen.text, start), _whole_end(seen.text, start, end, listed=False)
    many = is_list_ahead(lead)
    listed = not many and (not led.endswith((" of ", "'s ", "’s ")) or bool(_SHORT_LIST.match(seen.text, end)))
    end = _whole_end(seen.text, start, end, listed=listed)
    return start, first_of_list(seen.text, start, end) if many else end


def _is_closed(seen: Seen, led: str, end: int) -> bool:
    """Whether what follows a title shows that it ends here: *in his essay, Miller expands* has none."""
    if _NUMBER_BEHIND.match(seen.text, end):
        return False
    if not led.endswith(", "):
        return True
    if is_list_ahead(led):
        return any(listed_titles(seen.text, end))
    return _TITLE_CLOSES.match(seen.text, end) is not None


def _is_no_title(title: str, behind: str, *, article: bool, named: bool) -> bool:
    """Whether the words of a title, or those behind it, say that it is none, or that of a series.

    ``named``: what it is was said before it, *the memoir Burn Book*.
    """
    noun = _NOUN_BEHIND.match(behind) if article else None  # "the Tarsk guide", but "The Tarsk Guide is"
    if (noun and noun[1] not in _AFTER_TITLES) or _OWNS.match(behind) or _FOREIGN_NEXT.match(behind):
        return True
    last = title.lower().split()[-1]
    return bool(_SHOUT.match(title)) or (last in _GENERIC_WORKS and not (named and last in _WRITINGS))


def _whole_end(text: str, start: int, end: int, *, listed: bool) -> int:
    """Where a title in title case ends that starts and goes on here; ``listed``: it may have commas."""
    while found := _GOES_ON.match(text, end):
        if _is_another(text, start, end, found[0]):
            break
        end = found.end()
    more = _LISTED.match(text, end) if listed else None
    return more.end() if more else end


def _is_another(text: str, start: int, end: int, more: str) -> bool:
    """Whether what follows a title names somebody or another title: *Emma and Ann Lee*, *Emma with Ann Lee*."""
    if more.startswith(" with ") and _TWO_WORDS.match(text, end + len(" with ")):
        return True
    if more.split()[-1] not in GIVEN_NAMES:
        return _OTHER_TITLE.match(more) is not None
    return _MAY_PART.match(more) is not None and " " not in text[start:end]


def _whole_start(text: str, start: int) -> int:
    """Where a title starts that begins with a possessive or goes on with *and*: *Harrow's Gate*, *Salt and Iron*."""
    found = _OWNER_BEFORE.search(text, 0, start)
    lead = text[:start] if not found and start < _LONGEST_JOINED else ""
    if lead and (_LED_TITLE.match(lead) or _LISTED_BEFORE.match(lead) or _OPENED_BEFORE.match(lead)):
        return 0
    if not found and text.endswith(_JOINTS, 0, start):
        found = _JOINED_BEFORE.search(text, max(0, start - _LONGEST_JOINED), start)
    return found.start() if found else start
