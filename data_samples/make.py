"""Write the sample shards and expected.json from source/*.txt.

    python data_samples/make.py [FOLDER]

The source files hold every document with its facts, written by hand, beside its sentences. This script
knows nothing of the extractor: it copies the sentences into Parquet and counts the hand-written facts in
plain Python. Its output is the same byte for byte whenever the same version of pyarrow writes it.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
IDK = "IDK"

# Relations whose facts count towards the domain figures: one right answer, and no pattern to guess it by.
# tests/test_data_samples.py compares this list with the relation packs.
FLOOR = (
    "birth_date",
    "birth_place",
    "death_date",
    "death_place",
    "author",
)


@dataclass
class Document:
    """A document of a source file: where it goes, its text, and the facts that stand in it, in order."""

    name: str
    extra: str
    domain: str = ""
    shard: str = ""
    row_group: int = 0
    row: int = 0
    text: str = ""
    facts: list[tuple[str, str, str]] = field(default_factory=list)  # relation, entity, value or IDK


def parse(source: str) -> list[Document]:
    """Read a source file; its form is described in README.md."""
    documents: list[Document] = []
    for line in source.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("= "):
            name, _, extra = line[2:].partition(" ")
            documents.append(Document(name, extra))
        elif line.startswith("> "):
            relation, entity, value = (part.strip() for part in line[2:].split(" | "))
            documents[-1].facts.append((relation, entity, value))
        elif line:
            character = re.sub(r"\{U\+([0-9A-F]{4,6})\}", lambda m: chr(int(m[1], 16)), line)
            last = documents[-1]
            space = "" if not last.text or last.text.endswith("\n") else " "
            last.text += space + (character[:-2] + "\n" if character.endswith(" \\") else character)
    return documents


# The shards. Each looks like another family of datasets: other columns, and another place for the domain.


def encyclopedia(d: Document, i: int) -> dict[str, Any]:
    """Dolma-like: the domain is the column `source`; metadata is a struct."""
    d.domain = "encyclopedia"
    url = "https://encyclopedia.example.com/" + d.extra.replace(" ", "_")
    return {"id": d.name, "text": d.text, "source": d.domain, "url": url,
            "metadata": {"title": d.extra, "revision": 1000 + i}}  # fmt: skip


def newspaper(d: Document, i: int) -> dict[str, Any]:
    """RedPajama-V2-like: the text is `raw_content`, the id `digest`, the domain `source_domain`."""
    d.domain = "gazette.example.com"
    return {"url": f"https://www.{d.domain}/{d.name}", "date_download": f"2026-01-{1 + i % 28:02}T06:00:00Z",
            "digest": d.name, "length": len(d.text), "source_domain": d.domain, "language": "en",
            "raw_content": d.text}  # fmt: skip


def letters(d: Document, _: int) -> dict[str, Any]:
    """Common-Corpus-like: the id is `identifier`, the domain `collection`."""
    d.domain = "Letters and diaries"
    return {"identifier": d.name, "collection": d.domain, "license": "Apache-2.0", "language": "English",
            "word_count": len(d.text.split()), "text": d.text}  # fmt: skip


def web(d: Document, _: int) -> dict[str, Any]:
    """Only text and url: the domain is the registered domain of the url; there is no id."""
    d.domain = ".".join(str(urlsplit(d.extra).hostname).split(".")[-2:])
    return {"text": d.text, "url": d.extra}


def stories(d: Document, _: int) -> dict[str, Any]:
    """Pile-like: the domain is inside `meta`, here a JSON string; there is no id."""
    d.domain = "Tales"
    return {"text": d.text, "meta": json.dumps({"pile_set_name": d.domain})}


def almanac(d: Document, _: int) -> dict[str, Any]:
    """Stack-like, and without any column that names a domain: it is the folder."""
    d.domain = "data_samples/almanac"
    return {"hexsha": d.name, "size": len(d.text.encode()), "ext": "txt", "content": d.text}


SHARDS = {  # file, the source file's name and row maker, rows per row group
    "almanac/part-0000.parquet": (almanac, 40),
    "encyclopedia.parquet": (encyclopedia, 16),
    "letters.parquet": (letters, 28),
    "newspaper.parquet": (newspaper, 20),
    "stories.parquet": (stories, 30),
    "web.parquet": (web, 25),
}


def write_shards(folder: Path) -> list[Document]:
    """Write the Parquet files under `folder`; return all documents with their place."""
    everything: list[Document] = []
    for shard, (row_of, size) in SHARDS.items():
        documents = parse((HERE / "source" / f"{row_of.__name__}.txt").read_text(encoding="utf-8"))
        table = pa.Table.from_pylist([row_of(d, i) for i, d in enumerate(documents)])
        for i, d in enumerate(documents):
            d.shard, d.row_group, d.row = shard, i // size, i % size
        (folder / shard).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / shard, row_group_size=size, compression="zstd")
        everything += documents
    return everything


def examples(documents: list[Document]) -> list[tuple[Document, str, str, str]]:
    """One example per (document, prompt): the first answer; IDK only where the document has no answer."""
    found = []
    for d in documents:
        kept: dict[tuple[str, str], str] = {}
        for relation, entity, value in d.facts:
            if kept.get((relation, entity), IDK) == IDK:
                kept[relation, entity] = value
        found += [(d, relation, entity, value) for (relation, entity), value in kept.items()]
    return found


def count(documents: list[Document]) -> list[dict[str, Any]]:
    """The figures, per domain ("*": the corpus) and scope, over the floor set.

    Domain scope of the corpus is every domain for itself, added up.
    """
    facts = [e for e in examples(documents) if e[1] in FLOOR]
    everywhere = Counter((r, e) for _, r, e, v in facts if v != IDK)  # n_c
    here: dict[str, Counter[tuple[str, str]]] = {d.domain: Counter() for d in documents}  # n_c inside a domain
    for d, relation, entity, value in facts:
        if value != IDK:
            here[d.domain][relation, entity] += 1
    rows = []
    for domain in ["*", *sorted(here)]:
        own = [n for name, prompts in here.items() if domain in ("*", name) for n in prompts.values()]
        inside = everywhere if domain == "*" else here[domain]
        mine = [v for d, _, _, v in facts if domain in ("*", d.domain)]
        for scope, counts in (("corpus", [everywhere[prompt] for prompt in inside]), ("domain", own)):
            f1 = counts.count(1)
            rows.append({"domain": domain, "scope": scope,
                         "documents": sum(domain in ("*", d.domain) for d in documents),
                         "n": len(mine), "n_idk": mine.count(IDK), "f1": f1, "distinct": len(counts),
                         "sr": f"{f1}/{len(mine)}"})  # fmt: skip
    return rows


def lines(rows: list[dict[str, Any]]) -> str:
    """A JSON list with one row a line, so that a difference reads well."""
    return "[\n" + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n ]"


def make(folder: Path) -> None:
    """Write all shards and expected.json under `folder`."""
    documents = write_shards(folder)
    facts = [
        {"shard": d.shard, "row_group": d.row_group, "row": d.row, "document": d.name, "domain": d.domain,
         "relation": relation, "entity": entity, "value": None if value == IDK else value}
        for d, relation, entity, value in examples(documents)
    ]  # fmt: skip
    parts = {"floor_set": json.dumps(FLOOR), "estimates": lines(count(documents)), "facts": lines(facts)}
    text = "{\n" + ",\n".join(f' "{name}": {part}' for name, part in parts.items()) + "\n}\n"
    (folder / "expected.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
