"""Near-duplicate sentences of one prompt; the only place that knows datasketch.

Two mentions of a prompt are copies of one source when their sentences are nearly the same. Exact copies are found
first (the same text once case, punctuation, numbers and dates are set aside, and the same answer); the texts that are
left are compared by MinHash. The first by (shard, row group, row) represents its copies. Answers are not compared
with IDK.

Another answer counts as ``ANSWER_SHINGLES`` shingles changed, so a short sentence with another answer is another
source, while a long sentence that differs in its date only is a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.atomic import cannot_write, drop, write_table
from corpusstat.count.keys import database_share, rows_of
from corpusstat.count.partition import COMPARED, Part, mentions_by_prompt
from corpusstat.count.segments import Flags, Integers, alike, least, numbers, starts
from corpusstat.schema import COPY, metadata

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
BYTES_PER_MENTION: Final = 300
"""Upper estimate of what a mention of a repeated prompt needs, without its sentence (both: measured 330 to 530)."""
_SENTENCES: Final = 3
"""How often a sentence is held at once, at most."""
_LOOKED_AT: Final = 8
"""Files whose sentences are measured, and how many of each: 2,000."""

_CALENDAR: Final = (
    r"(?-u:\b)(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?-u:\b)"
)
_NUMBER: Final = r"\pN+(?:(?:st|nd|rd|th)(?-u:\b))?"
_ONE_TO_ONE: Final = {"İ": "i", "Σ": "σ"}
"""Lower case of capitals whose own depends on what surrounds them, or is two characters."""
_SOURCE: Final = "source_"
_COMPARABLE: Final = (
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
) -> Copies:
    """Find the copies among mentions and write them to ``folder`` as COPY files (none if no prompt repeats).

    Only prompts with two mentions or more are looked at, some prompts after the others, so that memory is bounded.

    Parameters
    ----------
    mentions
        Parquet files (MENTION), in any order.
    folder
        Where ``part-0000.parquet`` … go.
    memory, temp
        Bytes the process may use, and the folder for what does not fit.
    theta
        Share of prompts kept.
    """
    limit = database_share(memory)
    needed = BYTES_PER_MENTION + _SENTENCES * sentence_bytes(mentions)
    parts = max(1, -(-int(rows_of(mentions) * theta) * needed // limit))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    for old in folder.glob("part-*.parquet"):
        drop(old)
    found = [
        find_in_part(part, folder / f"part-{number:04d}.parquet")
        for number, part in enumerate(mentions_by_prompt(mentions, theta, parts, limit, temp))
    ]
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


class Rows(NamedTuple):
    """The mentions of prompts that have two or more, in the order of prompts and of places (shard, row group, row).

    ``text`` is a hash of the comparable sentence, which is ``texts[text_at]``.
    """

    key: Integers
    value: Integers
    idk: Integers
    doc: Integers
    text: Integers
    text_at: Integers
    texts: pl.Series
    others: pl.DataFrame
    """What is only written, in another order: that of a mention is in the row ``at``."""
    at: Integers
    names: Mapping[str, pl.Series]
    """Sorted names, whose places stand in ``others``."""


def find_in_part(part: Part, path: Path) -> Copies:
    """Find the copies among the mentions of some prompts, and write them if there are any."""
    rows = repeated(part)
    if rows is None:
        return Copies(())
    prompt, place = numbers(starts(rows.key)), np.arange(len(rows.key))
    head = np.minimum(*(first_alike(prompt, rows.value, rows.idk, other) for other in (rows.text, rows.doc)))
    heads = np.flatnonzero(head == place)
    answers = prompt << 1 | rows.idk  # IDK is compared with IDK only
    heads = heads[np.argsort(answers[heads], kind="stable")]
    first = starts(answers[heads])
    begin, group = np.flatnonzero(first), numbers(first)
    size = np.diff(np.append(begin, len(heads)))
    compared = (size[group] > 1) & (place[: len(heads)] - begin[group] < MOST_TEXTS)
    pairs = near_duplicates(rows, heads[compared], first[compared])
    repeats = place.copy()
    for later, earlier in pairs:
        repeats[later] = earlier
    source = repeats[head]
    copied = np.flatnonzero(source < place)
    if len(copied):
        write_table(path, copy_rows(rows, copied, source[copied]), settings())
    more = size[size > MOST_TEXTS] - MOST_TEXTS
    files = (path,) if len(copied) else ()
    return Copies(files, len(place), len(copied) - len(pairs), len(pairs), len(more), int(more.sum()))


def repeated(part: Part) -> Rows | None:
    """Read the mentions of prompts that have two or more; None if no prompt has."""
    keys = [frame["key"].to_numpy() for frame in part.frames(COMPARED[:1])]
    order, first = alike(np.concatenate([np.zeros(0, np.int64), *keys]))
    again = np.empty(len(order), np.bool_)
    again[order] = ~(first & np.append(first[1:], [True]))
    held, words, coded = [], [], []
    seen = texts = 0
    for frame in part.frames(COMPARED):
        some = frame.filter(pl.Series(again[seen : seen + len(frame)]))
        seen += len(frame)
        if len(some):
            found, codes = comparable(some["sentence"])
            held.append(some.drop("sentence"))
            words.append(found)
            coded.append(codes + texts)
            texts += len(found)
    if not held:
        return None
    return ordered(pl.concat(held, rechunk=True), pl.concat(words), np.concatenate(coded), part.names)


def ordered(frame: pl.DataFrame, texts: pl.Series, text_at: Integers, names: Mapping[str, Iterable[str]]) -> Rows:
    """Order mentions by prompt and place; ``names`` of relations and shards become numbers in their order."""
    named = {column: pl.Series(list(known), dtype=pl.String).sort() for column, known in names.items()}
    for column, known in names.items():
        places = named[column].search_sorted(pl.Series(list(known), dtype=pl.String)).cast(pl.Int32)
        frame = frame.with_columns(places[frame[column]].alias(column))
    key, doc, value = (frame[name].fill_null(0).to_numpy() for name in ("key", "doc_key", "value_key"))
    place = [frame[name].fill_null(2**31 - 1).to_numpy() for name in ("start", "row", "row_group", "shard")]
    at = np.lexsort([doc, *place, key])
    idk = frame["value_key"].is_null().to_numpy().astype(np.int64)
    text = texts.hash().to_numpy().view(np.int64)[text_at]
    return Rows(key[at], value[at], idk[at], doc[at], text[at], text_at[at], texts, frame, at, named)


def first_alike(*columns: Integers) -> Integers:
    """The first row that has the same numbers in all columns, for each row.

    >>> first_alike(np.array([4, 7, 4]), np.array([1, 1, 1])).tolist()
    [0, 1, 0]
    """
    order, first = alike(*columns)
    found = np.empty(len(order), np.int64)
    found[order] = least(order, first)[numbers(first)]
    return found


def copy_rows(rows: Rows, copied: Integers, source: Integers) -> pa.Table:
    """COPY rows of mentions and of those that they repeat, in the order of relations, prompts and places."""
    mentions, sources = (rows.others[rows.at[places]] for places in (copied, source))
    own = mentions.select(name for name in COPY.names if not name.startswith(_SOURCE))
    theirs = sources.select(
        pl.col(name.removeprefix(_SOURCE)).alias(name) for name in COPY.names if name.startswith(_SOURCE)
    )
    both = pl.concat([own, theirs], how="horizontal")[np.argsort(mentions["relation"].to_numpy(), kind="stable")]
    for column in ("relation", "shard", "source_shard"):
        names = rows.names[column.removeprefix(_SOURCE)]
        both = both.with_columns(names[both[column]].alias(column))
    return both.to_arrow().cast(COPY)


def comparable(sentences: pl.Series) -> tuple[pl.Series, Integers]:
    """Make sentences comparable: without case, punctuation, and what boilerplate changes.

    Numbers, months and weekdays become 0, anything else than letters and digits one space. Returned are the distinct
    ones among the sentences, made comparable, and the place of each sentence among these.

    >>> texts, places = comparable(pl.Series(["Born on 3 March, 1901 – (aged 7th)!"] * 2))
    >>> texts.to_list(), places.tolist()
    (['born on 0 0 0 aged 0'], [0, 0])
    """
    coded = sentences.to_arrow(
        compat_level=pl.CompatLevel.oldest()
    ).dictionary_encode()  # boilerplate, and facts of one
    texts = pl.Series("text", coded.dictionary, dtype=pl.String)
    odd = texts.str.len_bytes() != texts.str.len_chars()
    if odd.any():
        texts = texts.scatter(odd.arg_true(), texts.filter(odd).str.normalize("NFC").str.replace_many(_ONE_TO_ONE))
    found = texts.str.to_lowercase().to_frame().select(_COMPARABLE).to_series()
    return found, np.from_dlpack(coded.indices).astype(np.int64)


def settings() -> dict[bytes, bytes]:
    """What a COPY file says about how it was made: MinHash values change with scheme, seed and permutations."""
    return metadata(
        **{
            "corpusstat.minhash": f"{SCHEME}:permutations={PERMUTATIONS}:seed={SEED}",
            "corpusstat.copies": f"threshold={THRESHOLD}:shingle={SHINGLE}:answer={ANSWER_SHINGLES}:most={MOST_TEXTS}",
        }
    )


def near_duplicates(rows: Rows, heads: Integers, first: Flags) -> list[tuple[int, int]]:
    """Compare the texts of each prompt in order; give each row that repeats another one, and that one.

    ``heads`` are the rows to compare, prompt by prompt: ``first`` says where another one begins.
    """
    pairs: list[tuple[int, int]] = []
    bounds = np.append(np.flatnonzero(first), len(heads))
    low = 0
    while low + 1 < len(bounds):  # whole prompts, some BATCH texts at once
        high = max(int(np.searchsorted(bounds, bounds[low] + BATCH, "right")) - 1, low + 1)
        some = heads[bounds[low] : bounds[high]]
        texts = rows.texts[rows.text_at[some]].to_list()
        signed, sizes = signatures(texts), np.array([max(len(text) - SHINGLE + 1, 1) for text in texts])
        for begin, end in pairwise(bounds[low : high + 1] - bounds[low]):
            one = slice(begin, end)
            found = followers(signed[one], sizes[one], rows.value[some[one]])
            pairs += [(int(some[begin + later]), int(some[begin + earlier])) for later, earlier in found]
        low = high
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
