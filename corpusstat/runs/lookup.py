"""From a number back to its sentences: the mentions of an entity in a run, singletons and conflicts of a domain."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from corpusstat.atomic import replacing
from corpusstat.count.database import FILE_NAME, kinds_read, run_query
from corpusstat.count.questions import FLOOR, query_text, questions
from corpusstat.engine.manifest import Manifest
from corpusstat.engine.runfolder import mention_files, read_run, refuse_damage
from corpusstat.errors import BadRequest, unknown
from corpusstat.normalise.normalise import entity as normalised
from corpusstat.normalise.normalise import prompt_key
from corpusstat.relations import Relation, RelationSet, load_as
from corpusstat.runs.finder import EXAMPLES, has_index, indexed, kept_examples, lookup_code, near
from corpusstat.schema import MENTION, polars_schema

__all__ = ["asked", "chosen", "facts", "near_names", "without_formulas", "write_rows"]


KINDS: Final = ("singletons", "conflicts")
"""What `chosen` chooses."""


def facts(
    folder: str | os.PathLike[str], entity: str, relation: str | None = None, limit: int | None = None
) -> pl.DataFrame:
    """Find what a run says of an entity.

    Parameters
    ----------
    folder
        Folder of a run.
    entity
        However it is written: it is normalised as the mentions were.
    relation
        Only this relation.
    limit
        Most rows.

    Returns
    -------
    polars.DataFrame
        MENTION rows, sorted by relation, shard and place.

    Raises
    ------
    BadRequest
        The folder is no run, the relation is unknown, or the text is no name.
    """
    manifest = read_run(folder)
    _refuse_none(limit)
    wanted = _wanted(load_as(manifest.config), relation)
    codes = {r.name: code for r in wanted if (code := lookup_code(entity, r)) is not None}
    if not codes:
        raise BadRequest(f"{entity!r} is no name that a relation could be about", "the name of an entity")
    if has_index(Path(folder), manifest):
        return indexed(Path(folder), manifest, codes, limit)
    found = _scanned(Path(folder), manifest, entity, wanted, codes)
    return found if limit is None else found.head(limit)


def _scanned(
    folder: Path, manifest: Manifest, entity: str, wanted: list[Relation], codes: Mapping[str, int]
) -> pl.DataFrame:
    """Find the mentions of an entity where there is no index: all are read."""
    parts = mention_files(folder, manifest)
    if not parts:
        return pl.DataFrame(schema=polars_schema(MENTION))
    rows = pl.scan_parquet(list(parts), glob=False).filter(_may_be(entity, wanted)).collect()
    known = {r.name: r for r in wanted}
    names = rows.select("relation", "entity").iter_rows()
    exact = [relation in codes and lookup_code(name, known[relation]) == codes[relation] for relation, name in names]
    found = rows.filter(pl.Series(exact, dtype=pl.Boolean)) if exact else rows
    return found.sort("relation", "shard", "row_group", "row", "start")


_NEAR = """
SELECT name
FROM (SELECT DISTINCT entity AS name FROM mentions) AS names
WHERE jaro_winkler_similarity(lower(name), lower($entity)) >= 0.85
ORDER BY jaro_winkler_similarity(lower(name), lower($entity)) DESC, name
LIMIT 5
"""


def near_names(folder: str | os.PathLike[str], entity: str) -> list[str]:
    """Return names in a run that are written much like one that was not found, the nearest first; five at most."""
    manifest = read_run(folder)
    if has_index(Path(folder), manifest):
        return near(Path(folder), manifest, entity)
    found: list[str] = asked(folder, _NEAR, {"entity": entity})["name"].to_list()
    return found


def chosen(
    folder: str | os.PathLike[str], kind: str, domain: str | None = None, relation: str | None = None, limit: int = 20
) -> pl.DataFrame:
    """Choose facts of the floor set to look at, by hash: the same every time, whatever they say.

    Up to ``EXAMPLES`` prompts of a domain were chosen when the run was written; more, or those of a relation or of a
    domain that is too small to be reported, are looked for among all mentions.

    Parameters
    ----------
    folder
        Folder of a finished run.
    kind
        ``singletons`` (prompts that the whole corpus answers once) or ``conflicts`` (prompts with differing values, a
        sentence for each value).
    domain, relation
        Only those; default all.
    limit
        Most prompts.

    Returns
    -------
    polars.DataFrame
        ``relation``, ``entity``, ``value``, ``sentence``, ``domain``, ``doc_key``, ``shard``, ``row_group``, ``row``,
        ``start``, ``end``, ``grade``.

    Raises
    ------
    BadRequest
        The folder is no finished run, has no such domain or relation, or there is no such kind.
    """
    manifest = read_run(folder)
    if kind not in KINDS:
        raise unknown("kind", kind, KINDS)
    _refuse_none(limit)
    if relation is None and limit <= EXAMPLES:
        ready = kept_examples(Path(folder), manifest, kind, domain)
        if ready is not None:
            return _first(ready, limit)
    wanted = [r.name for r in _wanted(load_as(manifest.config), relation) if relation or r.in_floor]
    domains = asked(folder, "SELECT DISTINCT domain FROM tally ORDER BY domain")["domain"].to_list()
    if domain is not None and domain not in domains:
        raise unknown("domain", domain, domains)
    given = {"relations": wanted, "domains": [domain] if domain else domains, "each": limit}
    return _first(asked(folder, query_text(f"example_{kind}"), given), limit)


def _refuse_none(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise BadRequest(f"a limit of {limit}", "at least 1")


def _first(rows: pl.DataFrame, limit: int) -> pl.DataFrame:
    """The first prompts of each domain, in turn."""
    kept = rows.select("domain", "place").unique().sort("place", "domain").head(limit)
    found = rows.join(kept, on=["domain", "place"], how="semi", maintain_order="left")
    return found.drop("domain", "place").rename({"said_in": "domain"})


def _wanted(relations: RelationSet, relation: str | None) -> list[Relation]:
    wanted = [r for r in relations.relations if relation in (None, r.name)]
    if not wanted:
        raise unknown("relation", relation or "", [r.name for r in relations.relations])
    return wanted


def _may_be(entity: str, wanted: list[Relation]) -> pl.Expr:
    """A cheap filter: by the prompt's key, and for statements (whose key covers the value) by a word of the name."""
    keys, words = [], set()
    for relation in wanted:
        found = normalised(entity, relation.subject)
        if found is None:
            continue
        keys.append(prompt_key(relation.name, found))
        words.add(max(found.key.split(), key=len, default=""))
    many = pl.col("relation").is_in([r.name for r in wanted if not r.single])
    has_word = (
        pl.col("entity").str.to_lowercase().str.contains_any(sorted(words - {""})) if words - {""} else pl.lit(True)
    )
    return pl.col("relation").is_in([r.name for r in wanted]) & (pl.col("key").is_in(keys) | (many & has_word))


def asked(
    folder: str | os.PathLike[str],
    query: str,
    parameters: Mapping[str, object] | None = None,
    most: int | None = None,
) -> pl.DataFrame:
    """Ask a run a question by its name, or in SQL, as `run_query` does, once what it reads is checked.

    Questions that are about the floor set unless a relation is named are told what it is.

    Raises
    ------
    BadRequest
        The folder is no run, there is no such question, or the SQL is wrong.
    BadData
        The run is not finished, or a file that the query would read is not as it was written.
    """
    manifest, given = read_run(folder), dict(parameters or {})
    text = query_text(query) if query in questions() else query
    refuse_damage(Path(folder), manifest, kinds_read(text), (FILE_NAME,))
    if query in questions() and f"${FLOOR}" in text:
        given[FLOOR] = [r.name for r in load_as(manifest.config).relations if r.in_floor]
    return run_query(Path(folder), query, given, most=most)


def without_formulas(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows for CSV: text that a spreadsheet would take for a formula starts with an apostrophe.

    >>> without_formulas(pl.DataFrame({"a": ["=1+1", "x", None]}))["a"].to_list()
    ["'=1+1", 'x', None]
    """
    text = pl.col(pl.String)
    return rows.with_columns(pl.when(text.str.contains(r"^[=+\-@\t\r]")).then("'" + text).otherwise(text).name.keep())


def write_rows(rows: pl.DataFrame, file: Path) -> None:
    """Write the rows of a query as .csv, .json or .parquet; in CSV lists and structs are JSON.

    Raises
    ------
    BadRequest
        The name ends in something else.
    """
    kind = file.suffix.lower()
    if kind not in (".csv", ".json", ".parquet"):
        raise BadRequest(f"-o {file}", "a name that ends in .csv, .json or .parquet")
    buffer = io.BytesIO()
    if kind == ".csv":
        nested = [name for name, dtype in rows.schema.items() if dtype.is_nested()]
        flat = [pl.Series(n, [None if v is None else json.dumps(v) for v in rows[n].to_list()]) for n in nested]
        without_formulas(rows.with_columns(flat)).write_csv(buffer)
    elif kind == ".json":
        rows.write_json(buffer)
    else:
        rows.write_parquet(buffer)
    with replacing(file) as out:
        out.write(buffer.getvalue())
