"""Characters that are mended, and those that are left alone."""

from __future__ import annotations

import pytest
from cleaned import cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Edda Bel\u00adlow", "Edda Bellow"),
        ("Edda\u200b Bellow\ufeff", "Edda Bellow"),
        ("Edda\u00a0Bellow\u2009and", "Edda Bellow and"),
        ("Jose\u0301 Nguye\u0302\u0303n", "José Nguyễn"),
        ("Q\u0301 stays", "Q\u0301 stays"),
        ("R&amp;B, O&#39;Neil, &eacute;, &#x41;, &amp;nbsp;x", "R&B, O'Neil, é, A,  x"),
        ("AT&T; R&D &unknown; &#; &#xFFFFFFF;", "AT&T; R&D &unknown; &#; &#xFFFFFFF;"),
        ("O´Neil, Hawaiʻi, O`Neil, the mills´ owner, 5´ tall", "O'Neil, Hawai'i, O'Neil, the mills' owner, 5´ tall"),
        ("(1901--1971), (1901−1971), (1901‒1971)", "(1901–1971), (1901–1971), (1901–1971)"),
        ("Saint‑Rémy, −5 degrees, well---known, a -- b", "Saint-Rémy, −5 degrees, well—known, a — b"),
        ("a **bold** and __bold__ word, some_name_here, 2 * 3", "a bold and bold word, some_name_here, 2 * 3"),
        ("''The Tin Road'' and _The Tin Road_, *The Tin Road*", "“The Tin Road” and “The Tin Road”, “The Tin Road”"),
        ("the [[Corrin|old town]] of [[Velda]] [[File:a.png|thumb]]x", "the old town of Velda x"),
        ("in 1901[1] she[edit] [citation needed]. See [Ann] and x[i]", "in 1901 she . See [Ann] and x"),
        ("a [mill](https://a.example/b) there", "a mill there"),
        ("in 1901.She went to Corrin,Orland. www.Nore.Com/A", "in 1901. She went to Corrin, Orland. www.Nore.Com/A"),
        ("CORRIN, Velda (AP) -- Edda", "CORRIN, Velda (AP) \nEdda"),
        ("No.\nCORRIN — Edda and VELDA – mill", "No.\nCORRIN \nEdda and VELDA – mill"),
        ("Corrin — Edda, CORRIN — mill", "Corrin — Edda, CORRIN — mill"),
        ("( 3 March 1901 – 4 May 1971 )", "(3 March 1901 – 4 May 1971)"),
        ("Edda Bo (1901–71) and (1939-45); 1901–71; (71–01)", "Edda Bo (1901–1971) and (1939-1945); 1901–71; (71–01)"),
        ("born in ~~Corrin~~ Velda, ~~it is said~~, a~~b, ~ 5, ~~~~", "born in  Velda, , a~~b, ~ 5, ~~~~"),
        ("~~ Corrin ~~ and ~~Corrin\nVelda~~", "~~ Corrin ~~ and ~~Corrin\nVelda~~"),
        ("in Corrin<ref name='a'>Bo, 1990</ref>, Velda<ref name='a'/> in 1901", "in Corrin, Velda in 1901"),
        ("Edda<script type='x'>var a =\n'Bo';</script> Bellow <style>p</style>", "Edda Bellow "),
        ("in <del>Corrin</del> <s>Bo</s><strike>1900</strike>Velda", "in  Velda"),
        ("in <del>Corrin and <s>Bo</S>", "in Corrin and Bo"),
        ("A text -- no, – a “plain” one’s end.\n\nIt is.", "A text — no, – a “plain” one’s end.\n\nIt is."),
    ],
)  # fmt: skip
def test_characters_are_mended(text: str, expected: str) -> None:
    assert cleaned(text) == expected
    assert cleaned(expected) == expected
