"""Counting as the definitions say it, in plain Python and slowly: what the SQL must agree with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import COPY, GROUPS, MENTION, TALLY, group_of, polars_schema, stable_hash

RELATIONS = RelationSet(
    (
        Relation("born", "person", "date", ()),
        Relation("spouse", "person", "person", ()),
        Relation("country", "place", "place", (), arbitrary=False, reason="few answers"),
    )
)
FLOOR = {"born", "spouse"}


@dataclass(frozen=True)
class Example:
    """A mention: the document's number, its domain, the prompt, the answer (None: IDK), and whether it is a copy."""

    document: int
    domain: str
    relation: str
    entity: str
    value: str | None
    copy: bool = False

    @property
    def key(self) -> int:
        return stable_hash(self.relation, self.entity)

    @property
    def doc_key(self) -> int:
        """In groups 0, 21, 42 and 63, each of several documents; two of the four are negative as signed keys."""
        unsigned = (self.document % 4 * 21 << 58) + self.document
        return unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned

    @property
    def group(self) -> int:
        return group_of(self.doc_key)


def strata(examples: Iterable[Example]) -> Iterator[tuple[str, str, list[Example]]]:
    """Every (domain or *, relation or *) that has examples, with all examples of its relations, of any domain."""
    examples = list(examples)
    for domain in sorted({e.domain for e in examples} | {"*"}):
        for relation in sorted({e.relation for e in examples} | {"*"}):
            members = [e for e in examples if e.relation in (FLOOR if relation == "*" else {relation})]
            if any(domain in ("*", e.domain) for e in members):
                yield domain, relation, members


def spectrum(members: list[Example], domain: str, scope: str) -> dict[int, tuple[int, int]]:
    """{k: (f, m)} of one stratum."""
    if scope == "domain":
        members = [e for e in members if domain in ("*", e.domain)]
    counts = Counter((e.relation, e.entity) for e in members if e.value is not None)
    here: Counter[tuple[str, str]] = Counter(
        (e.relation, e.entity) for e in members if e.value is not None and domain in ("*", e.domain)
    )
    table: dict[int, tuple[int, int]] = {}
    for prompt, examples in here.items():
        f, m = table.get(counts[prompt], (0, 0))
        table[counts[prompt]] = (f + 1, m + examples)
    return table


def statistics(members: list[Example], domain: str, scope: str) -> dict[str, int]:
    """Examples, prompts and conflicts of one stratum."""
    inside = [e for e in members if domain in ("*", e.domain)]
    seen = inside if scope == "domain" else members
    values = defaultdict(list)
    for e in seen:
        values[e.relation, e.entity] += [e.value] if e.value is not None else []
    answered = {(e.relation, e.entity) for e in inside if e.value is not None}
    asked = {(e.relation, e.entity) for e in inside}
    return {
        "n": len(inside),
        "n_idk": sum(e.value is None for e in inside),
        "distinct": len(answered),
        "idk_only": sum(not values[p] for p in asked),
        "repeated": sum(len(values[p]) >= 2 for p in answered),
        "conflicts": sum(len(values[p]) >= 2 and not agree(values[p]) for p in answered),
    }


def jackknife(members: list[Example], domain: str, scope: str) -> list[tuple[int, int]]:
    """(f1, N) without each group, by leaving its documents out and counting again."""
    result = []
    for group in range(GROUPS):
        left = [e for e in members if e.group != group]
        f1 = spectrum(left, domain, scope).get(1, (0, 0))[0]
        result.append((f1, sum(domain in ("*", e.domain) for e in left)))
    return result


def documents(members: list[Example], domain: str, scope: str) -> dict[str, int] | None:
    """Sums over documents of one stratum, as THEORY (section 8) defines s_g, n_g and b_gh; None without examples."""
    seen = members if scope == "corpus" else [e for e in members if domain in ("*", e.domain)]
    inside = [e for e in members if domain in ("*", e.domain)]
    answers: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for e in seen:
        answers[e.relation, e.entity] += [e] if e.value is not None else []
    n = Counter(e.document for e in inside)
    singles = Counter(es[0].document for es in answers.values() if len(es) == 1 and domain in ("*", es[0].domain))
    twice = [es for es in answers.values() if len(es) == 2 and all(domain in ("*", e.domain) for e in es)]
    shared = {(g, h): sum({e.document for e in es} == {g, h} for es in twice) for g in n for h in n if g != h}
    return None if not n else {
        "documents": len(n),
        "n": sum(n.values()),
        "n_sq": sum(c * c for c in n.values()),
        "f1": sum(singles.values()),
        "f1_sq": sum(c * c for c in singles.values()),
        "f1_n": sum(singles[g] * n[g] for g in n),
        "f2": len(twice),
        "f2_sq": sum(b * b for b in shared.values()),
    }  # fmt: skip


def value_range(value: str) -> tuple[int, int]:
    """What a value may mean: "1?" is "1" or "2", less precisely; others mean themselves."""
    return {"1?": (10, 29), "1": (10, 10), "2": (20, 20)}.get(value) or (stable_hash(value),) * 2


def agree(values: Iterable[str]) -> bool:
    """Whether all values can be the same."""
    ranges = [value_range(v) for v in values]
    return not ranges or max(low for low, _ in ranges) <= min(high for _, high in ranges)


def mention_frame(examples: Iterable[Example]) -> pl.DataFrame:
    """MENTION rows."""
    rows = [
        {
            "doc_key": e.doc_key,
            "domain": e.domain,
            "group": e.group,
            "relation": e.relation,
            "entity": e.entity,
            "value": e.value,
            "key": e.key,
            "value_key": None if e.value is None else stable_hash(e.value),
            "value_low": None if e.value is None else value_range(e.value)[0],
            "value_high": None if e.value is None else value_range(e.value)[1],
            "template": f"{e.relation}/0",
            "sentence": f"{e.entity}: {e.value}.",
            "shard": "s",
            "row_group": 0,
            "row": e.document,
            "start": 0,
            "end": 1,
        }
        for e in examples
    ]
    return pl.DataFrame(rows, schema=polars_schema(MENTION))


def tally_frame(examples: Iterable[Example]) -> pl.DataFrame:
    """TALLY rows."""
    cells: dict[tuple[str, str, int], list[Example]] = defaultdict(list)
    for e in examples:
        cells[e.domain, e.relation, e.group].append(e)
        if e.relation in FLOOR:
            cells[e.domain, "*", e.group].append(e)
    rows = [
        (domain, relation, group, len({e.document for e in es}), 0, len(es), sum(e.value is None for e in es),
         sum(c * c for c in Counter(e.document for e in es).values()))
        for (domain, relation, group), es in sorted(cells.items())
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=polars_schema(TALLY), orient="row")


def write(folder: Path, examples: list[Example], files: int = 1) -> tuple[list[Path], list[Path]]:
    """Write the examples to ``files`` MENTION and TALLY files."""
    mentions, tallies = [], []
    for i in range(files):
        share = examples[i::files]
        for name, frame, paths in (
            ("mentions", mention_frame(share), mentions),
            ("tally", tally_frame(share), tallies),
        ):
            path = folder / name / f"part-{i:02d}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(path, row_group_size=3)
            paths.append(path)
    return mentions, tallies


def write_copies(folder: Path, examples: list[Example]) -> list[Path]:
    """Write the COPY file of the examples that are copies; no file if there are none."""
    rows = mention_frame([e for e in examples if e.copy])
    if not len(rows):
        return []
    sources = [pl.lit(None).alias(name) for name in COPY.names if name.startswith("source")]
    rows.with_columns(sources).select(COPY.names).cast(polars_schema(COPY)).write_parquet(folder / "copies.parquet")
    return [folder / "copies.parquet"]
