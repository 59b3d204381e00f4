"""How a document opens: as an entry of an encyclopedia does, or otherwise. Of this the kind of a domain is guessed.

An entry begins with a sentence that says what its subject is or was ("Ada Lovelace (1815–1852) was an English …"),
after a heading perhaps, and speaks to nobody: in its first 1,000 characters there is at most one "I", "you", "we",
"my", "your", "our", "me" or "us". Texts under 200 bytes are not judged.
"""

from __future__ import annotations

from typing import Final

import polars as pl

__all__ = ["ENTRY", "OTHER", "openings"]

ENTRY: Final = "entry"
OTHER: Final = "other"
_TOO_SHORT: Final = 200
_SPEAKS_IN: Final = 1000
_LEAD_SEEN: Final = 350
_LEAD: Final = (  # no counted repetition and no Unicode word boundary: these would make it several times slower
    r"^\s*(?:[^\n]+\n\s*)?"  # a heading
    r"[“\"'A-Z\d][^\n!?:]* (?:is|was|are|were) (?:a|an|the|one|any) "
)
_NO_SUBJECT: Final = (
    r"^\s*(?:[^\n]+\n\s*)?"
    r"(?:What|Who|How|Why|Where|When|Which|This|That|These|There|Here|It|He|She|They|If|So|And|But) "
)
_TALK: Final = r"(?-u:\b)(?:I|[Yy]ou|[Ww]e|[Mm]y|[Yy]our|[Oo]ur|me|us)(?-u:\b)"


def openings(texts: pl.Series) -> pl.Series:
    r"""Say of each text how it opens: ``entry`` or ``other``; null where it is too short to tell.

    >>> text = "Ada Lovelace\n\nAda Lovelace (1815–1852) was an English mathematician and writer, who is known for"
    >>> more = " her work on a machine that was never built. " * 3
    >>> openings(pl.Series([text + more, "I was in town. " * 20, "Short."])).to_list()
    ['entry', 'other', None]
    """
    frame = texts.alias("text").to_frame().with_row_index()
    judged = frame.filter(pl.col("text").str.len_bytes() >= _TOO_SHORT)
    lead = pl.col("text").str.slice(0, _LEAD_SEEN)
    judged = judged.with_columns(entry=lead.str.contains(_LEAD) & ~lead.str.contains(_NO_SUBJECT))
    talks = pl.col("text").str.slice(0, _SPEAKS_IN).str.count_matches(_TALK) > 1
    entries = judged.filter(pl.col("entry")).filter(~talks)["index"]
    said = judged.select(
        "index", opening=pl.when(pl.col("index").is_in(entries.implode())).then(pl.lit(ENTRY)).otherwise(pl.lit(OTHER))
    )
    return frame.select("index").join(said, on="index", how="left", maintain_order="left")["opening"]
