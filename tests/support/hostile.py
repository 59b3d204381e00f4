"""A real run over a corpus whose domains, people and file names try to break out of the page."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl

import corpusstat

OWNED = "document.title='owned'"
DOMAINS = (
    f"</script><script>{OWNED}</script>",
    f'"><img src="https://example.org/x.png" onerror="{OWNED}">',
    f"' onmouseover='{OWNED}",
    "{{7*7}}{% raw %}",
    "abc\u202egnp.exe",
    "</title></style><!--",
    "&lt;b&gt; &amp;",
    "x" * 5000,
)
FIRST = ("Anna", "Peter", "Maria", "Thomas", "Ruth", "Paul", "Clara", "Martin")
PLACES = ("Port Ellory", "Lindmouth", "Velsund", "Thornwick")


def report(folder: Path) -> dict[str, Any]:
    """Audit 480 short biographies in hostile domains, beside a shard that cannot be read."""
    rng, rows = random.Random(3), []
    for i in range(480):
        who = min(int(rng.expovariate(1 / 60)), 159)  # some people are in many documents, some in one
        person = f"{FIRST[who % 8]} {'BDFHKLMPRT'[who // 8 % 10]}{('al', 'en')[who // 80]}berg"
        born = f"on {1 + who % 28} March {1900 + who % 90} in {PLACES[who % 4]}"
        text = f"{person} was born {born}. <script>{OWNED}</script>"
        rows.append({"id": str(i), "text": text, "source": rng.choice(DOMAINS)})
    shards = folder / "corpus"
    shards.mkdir()
    pl.DataFrame(rows).write_parquet(shards / f"<script>{OWNED.replace('/', '')}<script>\u202e.parquet")
    (shards / f'"><img onerror={OWNED}>.parquet').write_text("no Parquet at all", "utf-8")
    return corpusstat.audit(shards, folder / "run", workers=1).report
