"""A report in other shapes: a text to paste into an issue, a table per domain, and a public summary of the content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final

from corpusstat.errors import printable
from corpusstat.estimate.claimed import claimed_row
from corpusstat.report import reading
from corpusstat.report.explain import LABELS, beside_n, claimed
from corpusstat.report.format import count, interval, plural, rate, size

__all__ = ["content", "flat", "pasted"]

Report = Mapping[str, Any]
_MOST: Final = 10


def pasted(report: Report) -> str:
    """Write the answer as Markdown: the sentence, the caveat, the alerts, and the domains with most mentions."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    corpus = report["corpus"]
    yield "".join(reading.claim(report))
    yield ""
    yield f"{reading.caveat(report)} {reading.paper_line(report)}"
    for alert in reading.alerts(report):
        yield f"- {alert.title}. {alert.text}"
    yield ""
    if corpus["n"]:
        yield "| domain | N | sr | 95 % | wrong or declined |"
        yield "|---|--:|--:|--:|--:|"
        ranked = sorted((d for d in report["domains"] if d["n"]), key=lambda d: (-d["n"], d["domain"]))
        for row in [corpus, *ranked[:_MOST]]:
            name = "the corpus" if row["domain"] == "*" else _escaped(row["domain"])
            span = interval(row["sr_low"], row["sr_high"], row["n"])
            floor = claimed(beside_n(row, reading.HEADLINE))
            yield f"| {name} | {count(row['n'])} | {rate(row['sr'], row['n'])} | {span} | {floor} |"
        if len(ranked) > _MOST:
            yield f"\nand {plural(len(ranked) - _MOST, 'more domain')}"
        yield ""
    read = f"{plural(corpus['documents'], 'document')}, {size(corpus['bytes'])}, {plural(corpus['n'], 'mention')}"
    yield f"corpusstat {report['manifest'].get('versions', {}).get('corpusstat', '')}: {read}".replace(" :", ":")


def _escaped(text: str) -> str:
    """A name inside a table of Markdown: shown as it is, whatever it holds."""
    shown = printable(text, 80)
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-.!|~&@" else c for c in shown)


def flat(rows: Sequence[Report]) -> list[dict[str, Any]]:
    """Return estimates of a report as flat rows, of text and numbers alone.

    Parameters
    ----------
    rows
        ``domains``, ``relations`` or ``cells`` of a report.

    Returns
    -------
    list of dict
        The plain fields of each estimate; ``f1`` … ``f5``; floors as ``floor_…`` (0: claims nothing; None: not asked),
        ``floor_n``, the mentions that they are of, and ``not_in_floor``, relations that they are not over; ``adds_…``;
        ``precision``, ``expected``, ``recall`` and ``kv24`` by their values; ``flags`` as one text.
    """
    nested = {key for row in rows for key, value in row.items() if isinstance(value, dict | list)}
    values = sorted(key for key in nested if any("value" in (row.get(key) or ()) for row in rows))
    return [_flat(row, nested, values) for row in rows]


def _flat(row: Report, nested: Set[str], values: Sequence[str]) -> dict[str, Any]:
    out = {key: value for key, value in row.items() if key not in nested}
    out |= {f"f{k}": n for k, n in enumerate(row.get("f") or (), 1)}
    out |= {f"adds_{k}": v for k, v in (row.get("adds") or {}).items() if not isinstance(v, dict | list)}
    out |= {key: (row.get(key) or {}).get("value") for key in values}
    floors = row.get("floors") or {}
    out |= {f"floor_{name}": floors[name]["value"] if floors.get(name) else None for name in LABELS}
    out |= {"floor_n": claimed_row(row)["n"] if floors else None}
    out |= {"not_in_floor": "; ".join(one["relation"] for one in row.get("left", ()))}
    return out | {"flags": "; ".join(row.get("flags", ()))}


def content(report: Report) -> dict[str, Any]:
    """Return a public summary of the training content: per domain and language documents, bytes and share of bytes.

    It has what regulators ask of such a summary and an audit knows; who chose the data, and by what right, it can't.
    """
    corpus = report["corpus"]
    whole = corpus["bytes"]

    def sums(row: Report) -> dict[str, Any]:
        return {"documents": row["documents"], "bytes": row["bytes"], "share": row["bytes"] / whole if whole else 0.0}

    return {
        "format": 1,
        "modality": "text",
        "total": {"documents": corpus["documents"], "bytes": whole},
        "languages": [{"language": name} | sums(row) for name, row in (corpus.get("languages") or {}).items()],
        "domains": [
            {"domain": row["domain"]}
            | sums(row)
            | {"languages": [{"language": name} | sums(each) for name, each in (row.get("languages") or {}).items()]}
            for row in sorted(report["domains"], key=lambda d: (-d["bytes"], d["domain"]))
        ],
        "pooled_domains": report.get("pooled_domains", 0),
        "files": len(report["manifest"]["inputs"]),
        "unread_files": len(report["manifest"]["quarantined"]),
    }
