"""Near-duplicate sentences of one prompt; the only place that knows datasketch.

Two mentions of a prompt are copies of one source when their sentences are nearly the same. Exact copies are found
first (the same text once case, punctuation, numbers and dates are set aside, and the same answer); the texts that are
left are compared by MinHash. The first by (shard, row group, row) represents its copies. Answers are not compared
with IDK.

Another answer counts as ``ANSWER_SHINGLES`` shingles changed, so a short sentence with another answer is another
source, while a long sentence that differs in its date only is a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.atomic import cannot_write, drop, write_table
from corpusstat.count.database import literally, workspace
from corpusstat.count.keys import Bounds, database_share, rows_of
from corpusstat.count.partition import mentions_by_prompt
from corpusstat.count.questions import query_text
from corpusstat.schema import COPY, MENTION, metadata

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["Copies", "find", "signatures"]

SCHEME: Final = "affine32"
PERMUTATIONS: Final = 128
SEED: Final = 1
THRESHOLD: Final = 0.7
"""Two texts are near-duplicates from this estimated Jaccard similarity of their shingles on (its sd is .04)."""
SHINGLE: Final = 5
"""Characters in a shingle."""
ANSWER_SHINGLES: Final = 12
MOST_TEXTS: Final = 1000
"""Distinct texts of a prompt that are compared by MinHash; of further ones only exact copies are found."""
BATCH: Final = 4096
"""Texts whose signatures are computed at once."""
BYTES_PER_MENTION: Final = 400
"""Upper estimate of what a mention of a repeated prompt needs in DuckDB, without its sentence."""
_SENTENCES: Final = 4
"""How often a sentence is held at once, at most."""
_LOOKED_AT: Final = 8
"""Files whose sentences are measured, and how many of each: 2,000."""

_CALENDAR: Final = (
    r"(?-u:\b)(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?-u:\b)"
)
_NUMBER: Final = r"\pN+(?:(?:st|nd|rd|th)(?-u:\b))?"
_COMPARABLE: Final = (  # one expression: each by itself would cost more than its work on a batch of DuckDB's
    pl.col("text")
    .str.replace_all(r"[^\pL\pN]+", " ")
    .str.replace_all(_CALENDAR, "0")
    .str.replace_all(_NUMBER, "0")
    .str.strip_chars(" ")
)
Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Copies:
    """What was found: files of COPY rows, and how many mentions, prompts and texts it is about.

    ``capped_texts`` distinct texts of ``capped_prompts`` prompts were more than ``MOST_TEXTS`` and not compared.
    """

    files: tuple[Path, ...]
    repeated_mentions: int = 0
    exact: int = 0
    near: int = 0
    capped_prompts: int = 0
    capped_texts: int = 0


def find(
    mentions: Sequence[Path],
    folder: Path,
    *,
    memory: int,
    temp: Path,
    theta: float = 1.0,
    threads: int | None = None,
    disk: int | None = None,
) -> Copies:
    """Find the copies among mentions and write them to ``folder`` as COPY files (none if no prompt repeats).

    Only prompts with two mentions or more are looked at, in ranges of their keys, so memory is bounded by a range.

    Parameters
    ----------
    mentions
        Parquet files (MENTION), in any order.
    folder
        Where ``part-0000.parquet`` … go.
    memory, temp, disk
        Bytes the process may use, the folder for what does not fit, and how many bytes may go there.
    theta
        Share of prompts kept.
    threads
        Threads to use; all cores by default.
    """
    from duckdb.func import PythonUDFType
    from duckdb.sqltypes import VARCHAR

    limit = database_share(memory)
    needed = BYTES_PER_MENTION + _SENTENCES * sentence_bytes(mentions)
    parts = max(1, -(-int(rows_of(mentions) * theta) * needed // limit))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    for old in folder.glob("part-*.parquet"):
        drop(old)
    found = []
    with workspace(limit, temp, disk, threads) as con:
        if mentions:
            con.read_parquet(literally(mentions)).create_view("all_mentions")
        else:
            con.from_arrow(pa.Table.from_batches([], MENTION)).create("all_mentions")
        con.create_function("comparable", comparable, [VARCHAR], VARCHAR, type=PythonUDFType.ARROW)
        for number, bounds in enumerate(mentions_by_prompt(con, mentions, theta, parts, limit, temp)):
            part = find_in_range(con, bounds, folder / f"part-{number:04d}.parquet")
            if part is not None:
                found.append(part)
    return Copies(
        files=tuple(path for part in found for path in part.files),
        repeated_mentions=sum(part.repeated_mentions for part in found),
        exact=sum(part.exact for part in found),
        near=sum(part.near for part in found),
        capped_prompts=sum(part.capped_prompts for part in found),
        capped_texts=sum(part.capped_texts for part in found),
    )


def sentence_bytes(mentions: Sequence[Path]) -> int:
    """Mean bytes of a sentence in a few of the files, at their beginnings; 0 where there is none."""
    sizes = 0, 0
    for path in mentions[:: max(1, len(mentions) // _LOOKED_AT)]:
        with pq.ParquetFile(path) as file:
            first = next(file.iter_batches(2000, columns=["sentence"], use_threads=False), None)
        lengths = pl.Series(first.column(0)).str.len_bytes() if first is not None else pl.Series([], dtype=pl.UInt32)
        sizes = sizes[0] + int(lengths.sum()), sizes[1] + len(lengths)
    return -(-sizes[0] // max(sizes[1], 1))


def find_in_range(con: Connection, bounds: Bounds, path: Path) -> Copies | None:
    """Find the copies of the prompts of one range of keys; None if none of them repeats."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE texts AS {query_text('texts')}", [*bounds, *bounds])
    rows = con.sql("SELECT COUNT(*) FROM texts").fetchall()[0][0]
    if not rows:
        return None
    con.execute("CREATE OR REPLACE TEMP TABLE near (relation VARCHAR, key BIGINT, ordinal BIGINT, source BIGINT)")
    heads = con.sql(query_text("heads"), params=[MOST_TEXTS]).to_arrow_reader(BATCH)
    # DuckDB runs one query at a time on a connection: the reader's rows are collected before anything is inserted.
    pairs = [pair for batch in whole_prompts(heads) for pair in near_duplicates(batch)]
    if pairs:
        columns = {"relation": pl.String} | dict.fromkeys(("key", "ordinal", "source"), pl.Int64)
        con.from_arrow(pl.DataFrame(pairs, schema=columns, orient="row").to_arrow()).insert_into("near")
    capped = con.execute(query_text("capped"), [MOST_TEXTS] * 2).fetchall()[0]
    copies = con.sql(query_text("found_copies")).to_arrow_table().cast(COPY)
    files: tuple[Path, ...] = ()
    if len(copies):
        write_table(path, copies, settings())
        files = (path,)
    return Copies(files, rows, len(copies) - len(pairs), len(pairs), *capped)


def comparable(sentences: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray:
    """Make sentences in lower case comparable: without what boilerplate changes, and without punctuation.

    Numbers, months and weekdays become 0, anything else than letters and digits one space. In SQL that would be three
    ``regexp_replace``, which take half as long again.

    >>> comparable(pa.array(["born on 3 march, 1901 – (aged 7th)!"])).to_pylist()
    ['born on 0 0 0 aged 0']
    """
    whole = sentences.combine_chunks() if isinstance(sentences, pa.ChunkedArray) else sentences
    coded = whole.dictionary_encode()  # facts of one sentence, and boilerplate
    frame = pl.DataFrame({"text": pl.Series(coded.dictionary)}, schema={"text": pl.String})
    found: pa.Array = frame.select(_COMPARABLE).to_series().to_arrow().cast(pa.string())
    return pa.chunked_array([found.take(coded.indices)])


def settings() -> dict[bytes, bytes]:
    """What a COPY file says about how it was made: MinHash values change with scheme, seed and permutations."""
    return metadata(
        **{
            "corpusstat.minhash": f"{SCHEME}:permutations={PERMUTATIONS}:seed={SEED}",
            "corpusstat.copies": f"threshold={THRESHOLD}:shingle={SHINGLE}:answer={ANSWER_SHINGLES}:most={MOST_TEXTS}",
        }
    )


def whole_prompts(batches: pa.RecordBatchReader) -> Iterator[pl.DataFrame]:
    """Cut ordered rows so that no prompt is cut."""
    carried: list[pl.DataFrame] = []
    for batch in batches:
        frame = pl.DataFrame(batch)
        last = frame.select("relation", "key").row(-1) if len(frame) else None
        first = carried[0].select("relation", "key").row(0) if carried else None
        if last is None:
            continue
        if carried and last == first:  # still the same prompt
            carried.append(frame)
            continue
        same = (frame["relation"] == last[0]) & (frame["key"] == last[1])
        yield pl.concat([*carried, frame.filter(~same)])
        carried = [frame.filter(same)]
    if carried:
        yield pl.concat(carried)


def near_duplicates(heads: pl.DataFrame) -> list[tuple[str, int, int, int]]:
    """Compare the texts of each prompt in order; give (relation, key, ordinal, ordinal of the text it repeats)."""
    texts = heads["text"].to_list()
    signed, answers = signatures(texts), heads["value_key"].fill_null(0).to_numpy()
    sizes = np.array([max(len(text) - SHINGLE + 1, 1) for text in texts])
    names = zip(heads["relation"], heads["key"], heads["value_key"].is_null(), strict=True)
    ordinals = heads["ordinal"].to_list()
    pairs, start = [], 0
    for (relation, key, _), rows in groupby(names):
        one = slice(start, start + sum(1 for _ in rows))
        for later, earlier in followers(signed[one], sizes[one], answers[one]):
            pairs.append((relation, key, ordinals[start + later], ordinals[start + earlier]))
        start = one.stop
    return pairs


def followers(
    signed: Hashes, sizes: npt.NDArray[np.int64], answers: npt.NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Return (row, first representative that it resembles) for each row that resembles one.

    ``signed`` has shape (texts, PERMUTATIONS); ``sizes`` are numbers of shingles. The Jaccard similarity of the texts
    gives the size of intersection and union; another answer makes the union larger on either side.
    """
    first = np.zeros(len(signed), dtype=np.int64)  # places of the representatives so far
    found = 1
    for row in range(1, len(signed)):
        places = first[:found]
        jaccard = (signed[places] == signed[row]).mean(axis=1)
        both = sizes[places] + sizes[row]
        common = both * jaccard / (1 + jaccard)
        union = both - common + 2 * ANSWER_SHINGLES * (answers[places] != answers[row])
        alike = common >= THRESHOLD * union
        if alike.any():
            yield row, int(places[alike.argmax()])
        else:
            first[found] = row
            found += 1


@cache
def permutations() -> tuple[Hashes, Hashes]:
    """The parameters of datasketch's permutations."""
    from datasketch import MinHash

    factors, shifts = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME).permutations
    return factors, shifts


def signatures(texts: Sequence[str]) -> Hashes:
    """MinHash values of texts: shape (texts, PERMUTATIONS), equal to datasketch's bit for bit, many texts at once.

    >>> one, other = signatures(["a white house by the sea", "a white house by the seaside"])
    >>> bool((one == other).mean() > 0.7)
    True
    """
    result = np.empty((len(texts), PERMUTATIONS), dtype=np.uint32)
    factors, shifts = permutations()
    for low in range(0, len(texts), 256):
        hashes, starts = shingles(texts[low : low + 256])
        mixed = premixed(hashes)
        for i in range(PERMUTATIONS):  # one permutation at a time stays in the cache
            result[low : low + 256, i] = np.minimum.reduceat(mixed * factors[i] + shifts[i], starts)
    return result


def shingles(texts: Sequence[str]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Hashes (32 bits) of all shingles of all texts, one text after the other, and where each begins."""
    padded = [text.ljust(SHINGLE) for text in texts]
    lengths = np.array([len(text) for text in padded])
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    rolling = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for i in range(SHINGLE):
        rolling = rolling * np.uint64(0x100000001B3) + codes[i : i + len(rolling)]
    ends = np.cumsum(lengths)
    inside = np.ones(len(rolling), dtype=bool)  # shingles that run over the end of a text are left out
    for i in range(1, SHINGLE):
        inside[ends[:-1] - i] = False
    return folded(rolling[inside]), np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)[:-1]])


def folded(hashes: npt.NDArray[np.uint64]) -> Hashes:
    """Mix 64 bits well (splitmix64) and keep 32."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (hashes >> np.uint64(32)).astype(np.uint32)


def premixed(hashes: Hashes) -> Hashes:
    """Datasketch's mixing before its affine permutations (the finalizer of MurmurHash3)."""
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))
