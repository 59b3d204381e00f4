"""How likely a mention is right, by how it is stated: fit, held-out comparison with a table, and the model's file.

    python tests/bench/bench_confidence.py                       # compare, and say whether the file is as fitted
    python tests/bench/bench_confidence.py --write               # write corpusstat/relations/confidence.json
    python tests/bench/bench_confidence.py --texts FOLDER [...]  # first look again at how mentions are stated

``tests/judged/stated.csv`` has the features of each judged mention, no text. ``--texts`` computes them anew for what
the present rules find in ``FOLDER/<source>.parquet``. What they find no more (mended errors) keeps the features that
were read from its sentence, for it counts as it was at first sight. Documents are held out whole, in ten parts,
three times; each prediction is the mean of the three.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest import mock

import numpy as np
import polars as pl
from scipy.optimize import minimize, minimize_scalar
from scipy.special import betaln, expit

from corpusstat.estimate.shares import wilson
from corpusstat.extract import extract as extraction
from corpusstat.extract.match.facts import Fact
from corpusstat.extract.resolve.features import features, grades
from corpusstat.normalise.normalise import normalise
from corpusstat.relations import load_all
from corpusstat.relations.confidence import FLOOR, OTHER
from corpusstat.schema import DOCUMENT, polars_schema

JUDGED: Final = Path(__file__).parent.parent / "judged"
STATED: Final = JUDGED / "stated.csv"
MODEL: Final = Path(__file__).parent.parent.parent / "corpusstat" / "relations" / "confidence.json"
FILES: Final = ("first_looks", "others", "web_seen")
ON: Final = (
    "judged mentions: encyclopedias and other text at first sight, web pages that the rules had seen "
    "(at first sight fewer are right there, see the packs)"
)
ON_WEB: Final = "judged facts of web text that no rule was made on"
WEB: Final = (*[(12, 18)] * 3, (81, 105), (105, 141), (169, 191), (136, 150))
"""Right and judged by grade, floor set: the 605 of ``tests/judged/README.md``; grades 0 to 2 together."""
ENCYCLOPEDIC: Final = {
    "britannica_ocr", "enwiki2015", "enwiki2021", "gensim_enwiki", "pages", "factbook", "knowledgenet_dev",
    "redocred_dev",
}  # fmt: skip
PARTS, TIMES = 10, 3
PENALTY: Final = 4.0
"""Of the squared weights."""
EDGES: Final = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Between the grades, in what the model says."""
MILLI: Final = 1000
REDRAWS: Final = 2000
_LEAST: Final = 1e-4


@dataclass(frozen=True)
class Judged:
    """A judged mention: where it is from, its relation, whether it is right, its features without the relation."""

    file: str
    source: str
    row: int
    relation: str
    right: bool
    features: tuple[str, ...]

    @property
    def document(self) -> str:
        return f"{self.source}:{self.row}"

    @property
    def kind(self) -> str:
        return "web, seen" if self.file == "web_seen" else "encyclopedic" if self.source in ENCYCLOPEDIC else "other"

    @property
    def named(self) -> tuple[str, ...]:
        return (f"relation {self.relation}", *self.features)


def read() -> list[Judged]:
    """Read the mentions with their features."""
    verdicts = {name: _rows(JUDGED / f"{name}.csv") for name in FILES}
    found = []
    for one in _rows(STATED):
        row = verdicts[one["file"]][int(one["line"]) - 1]
        told, right = tuple(one["features"].split("; ")), row["verdict"] == "right"
        found.append(Judged(one["file"], row["source"], int(row["row"]), row["relation"], right, told))
    return found


def matrix(mentions: Sequence[Judged], names: Sequence[str]) -> np.ndarray:
    """A row for each mention: 1, then whether it has each feature."""
    place = {name: i for i, name in enumerate(names, 1)}
    found = np.zeros((len(mentions), len(names) + 1))
    found[:, 0] = 1
    for i, mention in enumerate(mentions):
        for name in mention.named:
            if name in place:
                found[i, place[name]] = 1
    return found


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights of a logistic model, squares penalised, the constant not."""

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        slope = x.T @ (expit(z) - y)
        slope[1:] += PENALTY * w[1:]
        return float(np.logaddexp(0, np.where(y, -z, z)).sum() + PENALTY * (w[1:] ** 2).sum() / 2), slope

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x)


def names_of(mentions: Iterable[Judged]) -> list[str]:
    """All features, sorted."""
    return sorted({name for mention in mentions for name in mention.named})


Predict = Callable[[list[Judged], list[Judged]], np.ndarray]


def logistic(known: list[Judged], asked: list[Judged]) -> np.ndarray:
    """What the model says that was fitted to ``known``."""
    names = names_of(known)
    weights = fit(matrix(known, names), np.array([m.right for m in known]))
    return np.asarray(expit(matrix(asked, names) @ weights))


def table(*levels: Callable[[Judged], object]) -> Predict:
    """A table of shares, each cell drawn towards the level above it as strongly as likelihood says (beta-binomial)."""

    def predict(known: list[Judged], asked: list[Judged]) -> np.ndarray:
        mean = (sum(m.right for m in known) + 0.5) / (len(known) + 1)
        above: Callable[[Judged], float] = lambda m: mean  # noqa: E731
        for level in levels:
            above = _shrunk(known, level, above)
        return np.array([above(m) for m in asked])

    return predict


def _shrunk(
    known: list[Judged], level: Callable[[Judged], object], above: Callable[[Judged], float]
) -> Callable[[Judged], float]:
    cells: dict[object, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for m in known:
        cell = cells[level(m)]
        cell[0], cell[1], cell[2] = cell[0] + m.right, cell[1] + 1, above(m)

    def loss(log_strength: float) -> float:
        s = np.exp(log_strength)
        return -sum(betaln(a + s * p, n - a + s * (1 - p)) - betaln(s * p, s * (1 - p)) for a, n, p in cells.values())

    strength = float(np.exp(minimize_scalar(loss, bounds=(-1, 7), method="bounded").x))
    shares = {key: (a + strength * p) / (n + strength) for key, (a, n, p) in cells.items()}
    return lambda m: shares.get(level(m), above(m))


RIVALS: Final[dict[str, Predict]] = {
    "logistic": logistic,
    "table: template × subject": table(
        lambda m: m.relation, lambda m: (m.relation, *m.features[:2], "one word" in m.features)
    ),
    "relation alone": table(lambda m: m.relation),
}


def held_out(mentions: list[Judged], predict: Predict) -> np.ndarray:
    """What is said of each mention by models that have not seen its document."""
    said = np.zeros(len(mentions))
    for time in range(TIMES):
        digests = [hashlib.sha256(f"{time}{m.document}".encode()).digest() for m in mentions]
        part = np.array([int.from_bytes(d[:8], "big") % PARTS for d in digests])
        for k in range(PARTS):
            known = [m for m, p in zip(mentions, part, strict=True) if p != k]
            said[part == k] += predict(known, [m for m, p in zip(mentions, part, strict=True) if p == k]) / TIMES
    return said.clip(_LEAST, 1 - _LEAST)


def log_loss(said: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Of each mention."""
    return -np.log(np.where(y, said, 1 - said))


def compare(mentions: list[Judged]) -> dict[str, np.ndarray]:
    """Print the rivals side by side; return what each says, held out."""
    y = np.array([m.right for m in mentions])
    said = {name: held_out(mentions, predict) for name, predict in RIVALS.items()}
    kinds = np.array([m.kind for m in mentions])
    for name, p in said.items():
        by_kind = "; ".join(
            f"{k} {p[kinds == k].mean():.3f}, is {y[kinds == k].mean():.3f}" for k in sorted(set(kinds))
        )
        print(f"  {name:26} log loss {log_loss(p, y).mean():.4f}, Brier {((p - y) ** 2).mean():.4f}; says {by_kind}")
    _gain(mentions, log_loss(said["table: template × subject"], y) - log_loss(said["logistic"], y))
    return said


def _gain(mentions: list[Judged], gains: np.ndarray) -> None:
    """Print by how much log loss the table is worse in all, with a bootstrap interval over documents."""
    documents = {d: i for i, d in enumerate(sorted({m.document for m in mentions}))}
    sums = np.bincount([documents[m.document] for m in mentions], gains)
    rng = np.random.default_rng(0)
    drawn = [sums[rng.integers(0, len(sums), len(sums))].sum() for _ in range(REDRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    print(f"  the table loses {sums.sum():.1f} nats more [{low:.1f}, {high:.1f}] over {len(mentions)} mentions")


def graded(said: np.ndarray, y: np.ndarray) -> list[dict[str, int]]:
    """Right and judged mentions of each grade."""
    grades = np.searchsorted(EDGES, said, side="right")
    return [{"right": int(y[grades == g].sum()), "judged": int((grades == g).sum())} for g in range(len(EDGES) + 1)]


def show_grades(said: np.ndarray, y: np.ndarray) -> None:
    """Print what is said and what is, grade by grade."""
    grades = np.searchsorted(EDGES, said, side="right")
    for g, one in enumerate(graded(said, y)):
        if one["judged"]:
            low, high = wilson(one["right"], one["judged"])
            says, share = said[grades == g].mean(), one["right"] / one["judged"]
            print(f"    grade {g}: says {says:.3f}, is {share:.3f} [{low:.3f}, {high:.3f}], n = {one['judged']}")


def milli_weights(mentions: list[Judged]) -> dict[str, int]:
    """The weights of all mentions together, in thousandths; "" is the constant."""
    names = names_of(mentions)
    weights = fit(matrix(mentions, names), np.array([m.right for m in mentions]))
    return {name: round(MILLI * w) for name, w in zip(["", *names], weights, strict=True)}


def model() -> dict[str, object]:
    """Fit, compare and return what the file should hold."""
    mentions = read()
    inside = {r.name for r in load_all().relations if r.in_floor}
    sets = {
        FLOOR: [m for m in mentions if m.relation in inside],
        OTHER: [m for m in mentions if m.relation not in inside],
    }
    said, right = [], []
    for name, some in sets.items():
        print(f"{name}: {len(some)} mentions, {sum(m.right for m in some)} right")
        found = compare(some)
        y = np.array([m.right for m in some])
        show_grades(found["logistic"], y)
        said.append(found["logistic"])
        right.append(y)
    print("both together")
    show_grades(np.concatenate(said), np.concatenate(right))
    bounds = [round(MILLI * float(np.log(edge / (1 - edge)))) for edge in EDGES]
    return {
        "on": ON,
        "on_web": ON_WEB,
        "bounds": bounds,
        "grades": graded(np.concatenate(said), np.concatenate(right)),
        "web": [{"right": right, "judged": judged} for right, judged in WEB],
        "weights": {name: milli_weights(some) for name, some in sets.items()},
    }


def look_again(folders: Sequence[Path]) -> None:
    """Compute the features anew of what the present rules find, and write them."""
    kept = {(row["file"], int(row["line"])): row["features"] for row in _rows(STATED)} if STATED.exists() else {}
    verdicts = [(name, line, row) for name in FILES for line, row in enumerate(_rows(JUDGED / f"{name}.csv"), 1)]
    for source in sorted({row["source"] for _, _, row in verdicts}):
        path = next((f / f"{source}.parquet" for f in folders if (f / f"{source}.parquet").exists()), None)
        mine = [one for one in verdicts if one[2]["source"] == source]
        if path is None:
            continue
        found = stated_in(pl.read_parquet(path, columns=["text"])["text"], {int(row["row"]) for _, _, row in mine})
        for name, line, row in mine:
            key = row["row"], row["relation"], row["value"]
            features = found.get((*key, row["entity"]))
            if features is None and row["verdict"] == "right":  # a name may have been mended
                features = found.get((*key, int(row["start"])))
            if features:
                kept[name, line] = "; ".join(features)
    with STATED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "line", "features"])
        writer.writerows([*key, features] for key, features in sorted(kept.items()))


def stated_in(texts: pl.Series, wanted: set[int]) -> dict[tuple[str | int, ...], tuple[str, ...]]:
    """Features of what is found in some documents, by row, relation, value and entity, and by start instead of it."""
    numbers, known = pl.Series(sorted(wanted), dtype=pl.Int64), load_all()
    columns = {"doc_key": numbers, "domain": "", "text": texts.gather(numbers), "shard": "", "row_group": 0}
    documents = pl.DataFrame(columns | {"row": numbers}, schema=polars_schema(DOCUMENT))
    seen: dict[tuple[object, ...], tuple[str, ...]] = {}

    def note(facts: list[Fact], texts: Mapping[int, str]) -> pl.Series:
        for fact in facts:
            if fact.value:
                _, *told = features(fact, texts[fact.doc])
                seen.setdefault((numbers[fact.doc], fact.origin.name, fact.value_text), tuple(told))
        return grades(facts, texts)

    with mock.patch.object(extraction, "grades", note):
        proposals = extraction.extract(documents, known).proposals
    mentions = normalise(proposals, known).mentions.drop_nulls("value")
    place = ["row", "relation", "template", "start", "end"]
    said = proposals.select(*place, said="value").unique(place)
    found: dict[tuple[str | int, ...], tuple[str, ...]] = {}
    for m in mentions.join(said, on=place, how="left").iter_rows(named=True):
        told, key = seen[m["row"], m["template"], m["said"]], (str(m["row"]), m["relation"], m["value"])
        found.setdefault((*key, m["entity"]), told)
        found.setdefault((*key, m["start"]), told)
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--texts", nargs="+", type=Path, default=())
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    if given.texts:
        look_again(given.texts)
    found = model()
    if given.write:
        MODEL.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    elif json.loads(MODEL.read_text("utf-8")) != found:
        sys.exit(f"{MODEL.name} is not as fitted: --write")


if __name__ == "__main__":
    main()
