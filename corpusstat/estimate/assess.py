"""Counts → estimates: every stratum's singleton rate, error bar, floor and warnings, as plain values.

A stratum is a (domain, relation); ``*`` stands for the whole corpus and for the floor set. Nothing is read or written
here: the report is a function of integers, so anyone can compute it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpusstat.errors import BadData
from corpusstat.estimate import bounds
from corpusstat.estimate.claims import Basis, claims, document_sums
from corpusstat.estimate.correct import alias_band, conflict_band, idk_band
from corpusstat.estimate.estimate import Estimate, Interval, conflict_rate, estimate
from corpusstat.estimate.expected import expected, most_false
from corpusstat.estimate.floorset import FloorSets, floor_sets
from corpusstat.estimate.index import SUMS, Index, Integers, Layer, Stratum, count_of, indexed
from corpusstat.estimate.kinds import Openings
from corpusstat.estimate.known import GRADES, Known, from_packs
from corpusstat.estimate.rarefy import common_n, rarefied_interval, rarefied_rate
from corpusstat.estimate.theorems import kv24_99
from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import ALL_DOMAINS, FLOOR_SET, label

__all__ = ["Assessment", "Integers", "assess"]

_LAYERS: tuple[Layer, ...] = (("corpus", "mentions"), ("domain", "mentions"), ("corpus", "sources"))
_FEW_GROUPS = 2
"""Document groups that must hold examples for a jackknife; with fewer the interval is from the documents' sums."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The parts of the report that follow from the counts: corpus, domains, relations and cells."""

    corpus: dict[str, Any]
    domains: list[dict[str, Any]]
    relations: list[dict[str, Any]]
    cells: list[dict[str, Any]]


def _names(index: Index, stratum: Stratum) -> dict[str, Any]:
    """The share of a stratum's singletons that are none if names are joined, and how many are left."""
    f1 = count_of(index.spectra.get((*stratum, "corpus", "mentions"), []), 1)[0]
    if index.loose is None:
        return {}
    loose = index.loose.get(stratum, 0)
    return {"loose": loose, "names": max(0.0, 1 - loose / f1) if f1 else 0.0}


def _bands(index: Index, corpus: Mapping[str, Any]) -> dict[str, Any]:
    """How far sr of the corpus could move for reasons that counting cannot settle: (low, high) each, no intervals.

    ``aliases``: loose and strict names (null for a prompt sample); ``idk``: counted, and left out; ``conflicts``: as
    counted, and each prompt with two values taken for two of the same name.
    """
    if not corpus["n"]:
        return {"aliases": None, "idk": None, "conflicts": None}
    f1, n, theta = corpus["f"][0], corpus["n"], corpus["theta"]
    loose = None if index.loose is None else index.loose.get((ALL_DOMAINS, FLOOR_SET), 0)
    answered = n - corpus["n_idk"]
    scaled, conflicts = min(answered, round(f1 / theta)), round(corpus["conflicts"] / theta)
    return {
        "aliases": None if loose is None else list(alias_band(strict=(f1, n), loose=(loose, n))),
        "idk": list(idk_band(scaled, n, corpus["n_idk"])) if answered else None,
        "conflicts": list(conflict_band(scaled, n, conflicts)),
    }


def _estimate(index: Index, stratum: Stratum, layer: Layer, theta: float) -> Estimate | None:
    """The stratum in one layer; None where it has no examples."""
    key = (*stratum, *layer)
    prompts = index.prompts.get(key)
    if prompts is None or not prompts["n"]:
        return None
    rows = index.spectra.get(key, [])
    tally = index.tally.get(stratum, {})
    groups = index.groups.get(key, [])
    usable = sum(n < prompts["n"] for _, n in groups) >= _FEW_GROUPS
    n_sq = tally.get("n_sq", 0) if layer[1] == "mentions" else 0
    row = index.documents.get(key)
    return estimate(
        [(k, f) for k, f, _ in rows],
        prompts["n"],
        n_idk=prompts["n_idk"],
        n_sq=n_sq,
        documents=tally.get("documents", 0),
        m2=sum(m for k, _, m in rows if k == 2),
        theta=theta,
        groups=groups if usable else (),
        sums=document_sums(row, prompts["n"], n_sq, theta) if row else None,
        f2=row["f2"] if row else None,
        domain=stratum[0],
        relation=stratum[1],
        scope=layer[0],
        unit=layer[1],
    )


def _interval(interval: Interval) -> dict[str, Any]:
    return {"low": interval.low, "high": interval.high} | {
        "level": interval.level,
        "target": interval.target,
        "method": interval.method,
        "se": interval.se,
    }


def _upper(main: Estimate, index: Index, members: list[Relation], strata: int, gamma: float) -> float:
    """Theorem 2's upper bound for a stratum whose relations are ``members`` (of the floor set).

    Examples come in documents, so N_eff takes the place of N: with N it failed in 1 of 40 corpora of a world.
    """
    held = [r for r in members if index.tally.get((main.domain, r.name), {}).get("n")]
    most = max(bounds.plausible_wrong(index.answers[r.name]) for r in held)
    return bounds.upper(min(1.0, main.sr), main.n, most, gamma=gamma, strata=strata, n_eff=main.n_eff)


def _claim(
    index: Index, family: list[tuple[dict[str, Any], list[Relation]]], theta: float, gamma: float, kind: str | None
) -> None:
    """Add the floors of rows that are claimed together, each with the relations that its floors are over.

    The corpus and the domains get those of their other layers too. ``claimed`` are the counts that floors are made of,
    where some relations with mentions left (`floorset`); null where they are the row's own.
    """
    for row, members in family:
        if row["left"] and len(members) > 1:
            index.join(row["domain"], [r.name for r in members])
    for layer, name in zip(_LAYERS, (None, "domain_scope", "collapsed"), strict=True):
        found = [
            (row[name] if name else row, row["domain"], _over(row, members), members)
            for row, members in family
            if members and (row["relation"] == FLOOR_SET and row.get(name) if name else row["n"])
        ]
        held = [one for one in found if index.prompts.get((*one[1:3], *layer), {}).get("n")]
        bases = [_basis(index, (domain, over), members, layer, theta, kind) for _, domain, over, members in held]
        for (target, domain, over, _), made in zip(held, claims(bases, index.guessing, gamma), strict=True):
            target |= made | {"claimed": None}
            if over != target.get("relation", FLOOR_SET):
                target["claimed"] = _counts(index, (domain, over), layer, theta) | {"n_eff": made["spread"]["n_eff"]}
            if target["floors"]["wrong_or_declined"]["vacuous"] and not name:
                target["flags"].append("no floor")
            if not name and is_doubtful(target):
                target["flags"].append("precision below the packs")


def _over(row: Mapping[str, Any], members: list[Relation]) -> str:
    """The name of the relations that the floors of a row are over."""
    return label([r.name for r in members]) if row["left"] else str(row["relation"])


def _counts(index: Index, stratum: Stratum, layer: Layer, theta: float) -> dict[str, Any]:
    """The counts of some relations of a row; their spectrum where that is of the row's own."""
    key = (*stratum, *layer)
    counts, spectrum = index.prompts[key], [[k, f] for k, f, _ in index.spectra[key]]
    singletons, m2 = count_of(index.spectra[key], 1)[0], count_of(index.spectra[key], 2)[1]
    f = [count_of(index.spectra[key], k)[0] for k in range(1, 6)]
    found = {"relations": stratum[1].split("+"), "n": counts["n"], "n_idk": counts["n_idk"], "f": f, "m2": m2}
    found["sr"] = singletons / theta / counts["n"]
    own = layer == (_LAYERS[0] if stratum[0] == ALL_DOMAINS else _LAYERS[1])
    return found | ({"spectrum": spectrum} if own else {})


def is_doubtful(row: Mapping[str, Any]) -> bool:
    """Whether so few facts are likely right, by how they are stated, that the packs' cautious end is missed."""
    return bool(row["extraction"].get("false_from") == GRADES)


def _basis(
    index: Index, stratum: Stratum, members: list[Relation], layer: Layer, theta: float, kind: str | None
) -> Basis:
    """What the floors of a stratum are made from, in one layer.

    Raises
    ------
    BadData
        The documents of its relations together were not counted.
    """
    domain, relation = stratum
    key = (*stratum, *layer)
    if theta == 1 and key not in index.documents:
        raise BadData(f"documents of {relation} not counted together", "", "count what FloorSets.together asks for")
    weights = [(r, index.prompts.get((domain, r.name, *layer), {}).get("n", 0)) for r in members]
    weights = [(r, n) for r, n in weights if n]
    rows = index.spectra.get(key, [])
    return Basis(
        f1=count_of(rows, 1)[0],
        m2=count_of(rows, 2)[1],
        n=index.prompts[key]["n"],
        sums=index.documents.get(key, dict.fromkeys(SUMS, 0)),
        n_sq=index.tally.get((domain, relation), {}).get("n_sq", 0) if layer[1] == "mentions" else 0,
        theta=theta,
        relations=[(r.name, count_of(index.spectra.get((domain, r.name, *layer), []), 1)[0], n) for r, n in weights],
        e_min=min(bounds.plausible_wrong(index.answers[r.name]) for r, _ in weights),
        known=replace(_known(index, domain, [r for r, _ in weights], layer, kind), **_names(index, stratum)),
    )


def _known(index: Index, domain: str, members: list[Relation], layer: Layer, given: str | None) -> Known:
    """What the packs state of the relations of a row, each domain's text being of the kind given or guessed."""
    names = index.domains if domain == ALL_DOMAINS else [domain]
    cells = [
        (r, index.kind_of(name), index.prompts.get((name, r.name, *layer), {}).get("n", 0))
        for name in names
        for r in members
    ]
    guessed = {kind is not None for _, kind, n in cells if n}
    how = "given" if given else {(True,): "guessed", (False, True): "guessed in part"}.get(tuple(sorted(guessed)))
    return from_packs(cells, how, most_false(index.grades_of(domain, [r.name for r in members])))


def _precision(index: Index, domain: str, members: list[Relation]) -> dict[str, Any] | None:
    """Precision of a stratum: the relations' own, weighted by mentions; None if any has not been measured."""
    weighted = [(index.tally.get((domain, r.name), {}).get("n", 0), r.precision) for r in members]
    weighted = [(n, p) for n, p in weighted if n]
    total = sum(n for n, _ in weighted)
    if not total or any(p is None for _, p in weighted):
        return None
    known = [(n, p) for n, p in weighted if p is not None]
    where = sorted({p.on for _, p in known})
    return {
        "value": sum(n * p.value for n, p in known) / total,
        "n": sum(p.n for _, p in known),
        "on": "; ".join(where),
    }


def _expected(index: Index, stratum: Stratum, members: list[Relation]) -> dict[str, Any] | None:
    """The precision to expect of a stratum, that of the floor set by the kind of each domain's text."""
    if not members:
        return expected(index.grades_of(stratum[0], [stratum[1]]))
    return expected(*index.grades_by_kind(stratum[0], [r.name for r in members]))


def _row(
    index: Index, stratum: Stratum, members: list[Relation], strata: int, gamma: float, theta: float
) -> dict[str, Any]:
    """One estimate of the report."""
    main, alone, sources = (_estimate(index, stratum, layer, theta) for layer in _LAYERS)
    tally = index.tally.get(stratum, {})
    row: dict[str, Any] = {"domain": stratum[0], "relation": stratum[1], "scope": "corpus", "unit": "mentions"}
    row |= {"documents": tally.get("documents", 0), "bytes": tally.get("bytes", 0), "theta": theta}
    if main is None:
        empty = dict.fromkeys(("sr", "sr_low", "sr_high", "sr_domain_scope", "sr_collapsed", "floors", "upper"))
        return row | {"n": 0, "n_idk": 0, "distinct": 0, "f": [0] * 5, "flags": ["no mentions"]} | empty
    error, esty = main.interval(), main.esty()
    counts = index.prompts[(*stratum, "corpus", "mentions")]
    row |= {
        "n": main.n,
        "n_idk": main.n_idk,
        "n_eff": main.n_eff,
        "distinct": main.distinct,
        "idk_only": counts["idk_only"],
        "f": list(main.f),
        "m2": main.m2,
        "sr": main.sr,
        "sr_low": error.low,
        "sr_high": error.high,
        "interval": _interval(error),
        "esty": _interval(esty),
        "guarantee": _interval(main.guarantee()),
        "singleton_share": main.singleton_share,
        "conflict_rate": conflict_rate(counts["conflicts"], counts["repeated"]) if counts["repeated"] else None,
        "conflicts": counts["conflicts"],
        "repeated": counts["repeated"],
        "precision": _precision(index, stratum[0], members),
        "expected": _expected(index, stratum, members),
    }
    row |= _scope("domain_scope", alone) | _scope("collapsed", sources)
    row["upper"] = _upper(main, index, members, strata, gamma) if members else None
    row |= {"floors": None}
    row["flags"] = _flags(main, row)
    return row


def _scope(name: str, other: Estimate | None) -> dict[str, Any]:
    if other is None:
        return {f"sr_{name}": None, name: None}
    error = other.interval()
    return {
        f"sr_{name}": other.sr,
        name: {
            "scope": other.scope,
            "unit": other.unit,
            "n": other.n,
            "n_idk": other.n_idk,
            "distinct": other.distinct,
            "f": list(other.f),
            "sr": other.sr,
            "sr_low": error.low,
            "sr_high": error.high,
            "interval": _interval(error),
            "esty_se": other.esty().se,
        },
    }


def _flags(main: Estimate, row: Mapping[str, Any]) -> list[str]:
    flags = list(main.flags)
    collapsed = row["collapsed"]
    if collapsed and collapsed["n"] < 0.9 * main.n:
        flags.append("copies: compare the collapsed rate")
    if row["precision"] is None:
        flags.append("precision not measured")
    return flags


def _statement(row: dict[str, Any]) -> dict[str, Any]:
    """KV24 for a many-valued relation, whose unit is the statement; at Mis = 0 and |Facts|/|Possible| -> 0."""
    if not row["n"]:
        return {"kv24": None}
    bound = kv24_99(min(1.0, row["sr"]), row["n"], 0.0)
    return {"kv24": {"mf": row["sr"], "slack": bound.slack, "value": bound.value, "vacuous": bound.vacuous}}


def _spectrum(index: Index, domain: str, scope: str) -> list[list[int]]:
    """Pairs (k, f_k) over the floor set."""
    return [[k, f] for k, f, _ in index.spectra.get((domain, FLOOR_SET, scope, "mentions"), [])]


def _examples(index: Index, domain: str) -> list[list[int]]:
    """Pairs (k, m_k): examples in the domain of prompts that the whole corpus answers k times."""
    return [[k, m] for k, _, m in index.spectra.get((domain, FLOOR_SET, "corpus", "mentions"), [])]


def _clustering(alone: Mapping[str, Any]) -> float:
    """How much wider facts that come in documents make an error: the jackknife's over Esty's, at least 1."""
    full, independent = alone["interval"]["se"], alone["esty_se"]
    return max(1.0, full / independent) if full and independent else 1.0


def _rank(domains: list[dict[str, Any]], index: Index, theta: float) -> None:
    """Rates at a common N, by rarefaction of each domain's own spectrum, and the rank that follows."""
    able = [d for d in domains if d["n"] and not any("not ranked" in flag for flag in d["flags"])]
    if not able:
        return
    size = common_n(d["n"] for d in able)
    for domain in able:
        spectrum = [(k, f) for k, f in _spectrum(index, domain["domain"], "domain")]
        rate = rarefied_rate(spectrum, domain["n"], size, theta=theta)
        known = {"n_eff": domain["n_eff"], "wider": _clustering(domain["domain_scope"]), "theta": theta}
        low, high = rarefied_interval(spectrum, domain["n"], size, **known)
        domain |= {"common_n": size, "sr_common_n": rate, "sr_common_low": low, "sr_common_high": high}
    for rank, domain in enumerate(sorted(able, key=lambda d: (d["sr_common_n"], d["domain"])), start=1):
        domain["rank"] = rank


def assess(
    counted: Integers,
    relations: RelationSet,
    *,
    gamma: float = 0.01,
    kind: str | None = None,
    judged: Mapping[str, tuple[float, int]] | None = None,
) -> Assessment:
    """Compute every estimate of the report.

    Parameters
    ----------
    counted
        Integers only.
    relations
        Their ``answers``, ``arbitrary`` and ``single`` decide the bounds; their ``precision`` is carried along.
    gamma
        Probability that a bound may fail; divided by the number of strata with examples that are claimed together.
    kind
        Kind of text (`relations.KINDS`) of which packs state precision and recall; None: guessed for each domain
        (`kinds.Openings`), and where it cannot be, the most cautious of them.
    judged
        The share judged right of a sample of the run, and how many were judged, by relation (`floorset.decided`).

    Returns
    -------
    Assessment
        ``corpus`` and ``domains`` are over the floor set; their floors are over what did not leave it (``left`` says
        what did and why), from the counts in ``claimed`` where these are others. ``relations`` and ``cells`` list every
        relation with examples, those outside the floor set with the reason and without a Theorem 2 floor.
    """
    index = indexed(counted, relations)
    index.given, theta = kind, counted.theta
    floor_set = [r for r in relations.relations if r.in_floor]
    sets = floor_sets(index, relations, kind, judged)
    names = index.domains
    claimed = sum(bool(index.tally.get((d, FLOOR_SET), {}).get("n")) for d in names)
    corpus = _row(index, (ALL_DOMAINS, FLOOR_SET), floor_set, 1, gamma, theta)
    corpus |= {"spectrum": _spectrum(index, ALL_DOMAINS, "corpus"), "floor_set": [r.name for r in floor_set]}
    domains = [_row(index, (d, FLOOR_SET), floor_set, max(claimed, 1), gamma, theta) for d in names]
    for row in (corpus, *domains):
        row["left"] = _left(index, sets, row["domain"])
        row["examples"] = _examples(index, row["domain"])
        row["kind_of_text"] = index.openings.get(row["domain"], Openings()).row(kind)
    corpus["kind_of_text"] |= {"kind": kind, "how": "given" if kind else None}  # guessed for each domain by itself
    for row in domains:
        row["spectrum"] = _spectrum(index, row["domain"], "domain")
    corpus["bands"] = _bands(index, corpus)
    _rank(domains, index, theta)
    seen = [r for r in relations.relations if index.tally.get((ALL_DOMAINS, r.name), {}).get("n")]
    claimed = sum(r.in_floor for r in seen)
    rows = [_relation(index, ALL_DOMAINS, r, max(claimed, 1), gamma, theta) for r in relations.relations]
    pairs = [(d, r) for d in names for r in seen if index.tally.get((d, r.name), {}).get("n")]
    claimed = sum(r.in_floor for _, r in pairs)
    cells = [_relation(index, d, r, max(claimed, 1), gamma, theta) for d, r in pairs]
    for row in (*rows, *cells):
        row["left"] = [one for one in _left(index, sets, row["domain"]) if one["relation"] == row["relation"]]
        row["flags"] += ["not in the floor"] * len(row["left"])
    by_name = {r.name: r for r in relations.relations}
    for family in ([corpus], domains, rows, cells):
        _claim(index, [(row, _members(row, sets, by_name)) for row in family], theta, gamma, kind)
    return Assessment(corpus, domains, rows, cells)


def _left(index: Index, sets: FloorSets, domain: str) -> list[dict[str, Any]]:
    """Relations with mentions in a domain that its floors are not over, and why not (`floorset.Figure`)."""
    held = {name: index.tally.get((domain, name), {}).get("n", 0) for name in sets.names}
    return [{"relation": name, "mentions": held[name]} | why for name, why in sets.left(domain).items() if held[name]]


def _members(row: Mapping[str, Any], sets: FloorSets, by_name: Mapping[str, Relation]) -> list[Relation]:
    """The relations that the floors of a row are over."""
    stay = sets.of(row["domain"])
    return [by_name[name] for name in stay if row["relation"] in (FLOOR_SET, name)]


def _relation(index: Index, domain: str, relation: Relation, strata: int, gamma: float, theta: float) -> dict[str, Any]:
    """A relation's row, in one domain or in all."""
    members = [relation] if relation.in_floor else []
    row = _row(index, (domain, relation.name), members, strata, gamma, theta)
    row["precision"] = asdict(relation.precision) if relation.precision else None
    row |= {
        "in_floor": relation.in_floor,
        "reason": "" if relation.in_floor else f"kept out of the floor: {relation.reason or _why(relation)}",
        "single": relation.single,
        "arbitrary": relation.arbitrary,
        "answers": index.answers[relation.name],
        "answers_counted": relation.answers is None,
    }
    return row if relation.single else row | _statement(row)


def _why(relation: Relation) -> str:
    return "several right values, counted by statement" if not relation.single else "its answers follow a pattern"
