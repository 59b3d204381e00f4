"""Corpora as they are published map their text, id, domain and language without an option, or say what to do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpora import write
from reading import load

from corpusstat.errors import BadRequest, SkipShard
from corpusstat.read.documents import documents
from corpusstat.read.language import language_code
from corpusstat.read.preview import Names, fitting
from corpusstat.read.shards import plan
from corpusstat.schema import stable_hash

# ruff: noqa: E501 - a row a corpus
T = "Anna Bellamy was born on 3 March 1901."


WEB = {
    "id": "i",
    "url": "https://news.example.co.uk/a",
    "dump": "CC-MAIN-2024-10",
    "date": "2024",
    "file_path": "s3://x",
}


META = {"warc_url": "https://a.example.org/x", "WARC-Record-ID": "<urn:uuid:1>", "license": "CC-BY"}


# name: (path of the file, a row, id or None for the place, domain, language told or None)
CORPORA: dict[str, tuple[str, dict[str, Any], str | None, str, str | None]] = {
    "FineWeb": ("data/CC-MAIN-2024-10/0.parquet", {"text": T, **WEB, "language": "en", "language_score": 0.9, "token_count": 9},
                "i", "example.co.uk", "en"),
    "FineWeb-Edu": ("data/CC-MAIN-2024-10/0.parquet", {"text": T, **WEB, "language": "en", "score": 3.1, "int_score": 3},
                    "i", "example.co.uk", "en"),
    "FineWeb-2": ("data/deu_Latn/0.parquet", {"text": T, **WEB, "language": "deu", "language_score": 0.9,
                  "language_script": "Latn", "minhash_cluster_size": 3, "top_langs": "{}", "wordlist_ratio": 0.1},
                  "i", "example.co.uk", "de"),
    "Dolma": ("c4/0.json.gz", {"id": "i", "text": T, "source": "c4", "added": "x", "created": "x", "version": "v1",
              "metadata": {"url": "http://x.com"}}, "i", "c4", None),
    "DCLM / olmo-mix": ("dclm/0.json.zst", {"id": "i", "text": T, "source": "dclm", "url": "http://x.com", "warcinfo": "w",
                        "bff_contained_ngram_count_before_dedupe": 3, "metadata": {"a": 1}}, "i", "dclm", None),
    "C4": ("en/0.json.gz", {"text": T, "timestamp": "2019-04-25T12:57:54Z", "url": "https://klyq.example.com/a"},
           None, "example.com", None),
    "Wikipedia": ("20231101.en/0.parquet", {"id": "12", "url": "https://en.wikipedia.org/wiki/A", "title": "A", "text": T},
                  "12", "wikipedia.org", None),
    "RedPajama-V2": ("sample/0.json.gz", {"raw_content": T, "url": "http://x.com", "date_download": "x", "digest": "sha1:A",
                     "length": 3, "nlines": 1, "source_domain": "x.example.org", "cc_segment": "s", "language": "en",
                     "perplexity": 1.5, "bucket": "head"}, "sha1:A", "x.example.org", "en"),
    "SlimPajama": ("train/chunk1/0.jsonl.zst", {"text": T, "meta": {"redpajama_set_name": "RedPajamaC4"}},
                   None, "RedPajamaC4", None),
    "The Pile": ("train/0.jsonl.zst", {"text": T, "meta": {"pile_set_name": "Pile-CC"}}, None, "Pile-CC", None),
    "The Stack": ("data/python/0.parquet", {"content": T, "hexsha": "ab", "size": 9, "ext": "py", "lang": "Python",
                  "max_stars_repo_path": "x", "max_stars_repo_name": "y"}, "ab", "data/python", None),
    "Common Corpus": ("0.parquet", {"identifier": "i", "collection": "Gutenberg", "open_type": "Open Culture", "license": "PD",
                      "language": "English", "word_count": 9, "token_count": 9, "text": T}, "i", "Gutenberg", "en"),
    "FinePDFs": ("data/eng_Latn/train/0.parquet", {"text": T, **WEB, "language": "eng_Latn", "full_doc_lid": "eng_Latn",
                 "minhash_cluster_size": 1, "duplicate_count": 0}, "i", "example.co.uk", "en"),
    "FineWiki": ("data/enwiki/0.parquet", {"text": T, "id": "enwiki/12", "wikitext": T * 9, "url": "https://en.wikipedia.org/wiki/A",
                 "title": "A", "wikidata_id": "Q1", "infoboxes": "[{}]", "in_language": "en"}, "enwiki/12", "wikipedia.org", "en"),
    "FinePhrase": ("faq/0.parquet", {"text": "the original", "id": "i", "rollout_results": [{"text": T, "finish_reason": "stop"}]},
                   "i", "faq", None),
    "Essential-Web": ("crawl=CC-MAIN-2024-10/0.parquet", {"id": 123456789012345678, "text": T,
                      "metadata": {"url": "https://x.com/", "source_domain": "x.com"},
                      "eai_taxonomy": {"free_decimal_correspondence": {"primary": {"code": "5", "labels": {"level_1": "Science"}}}}},
                      "123456789012345678", "Science", None),
    "Dolma 3": ("data/common_crawl-science-0001/0.jsonl.zst", {"id": "i", "text": T, "metadata": json.dumps(META),
                "attributes": json.dumps({"a": {"b": [1]}})}, "i", "data/common_crawl-science-0001", None),
    "DCLM-baseline": ("global-shard_01/0.jsonl.zst", {"text": T, "url": "https://x.example.com/", "metadata": META,
                      "language_id_whole_page_fasttext": {"en": 0.9}}, "<urn:uuid:1>", "example.com", None),
    "Common Pile": ("peS2o/0.json.gz", {"id": "i", "text": T, "source": "peS2o", "metadata": {"license": "CC-BY"}},
                    "i", "peS2o", None),
    "FineMath": ("finemath-4plus/0.parquet", {"url": "https://m.example.org/", "text": T, "fetch_time": 1, "warc_filename": "w"},
                 None, "example.org", None),
    "Cosmopedia": ("data/stories/0.parquet", {"prompt": T * 5, "text_token_length": 5, "text": T, "seed_data": "web",
                   "format": "story", "audience": "children"}, None, "story", None),
    "Nemotron-CC v2": ("Diverse-QA/0.parquet", {"id": "i", "text": T}, "i", "Diverse-QA", None),
    "Nemotron-CC v1": ("quality=high/0.jsonl.zstd", {"id": "i", "text": T}, "i", "high", None),
    "Nemotron specialised": ("data/0.parquet", {"uuid": "u", "text": T, "metadata.category": "math"}, "u", "math", None),
    "Zyda-2": ("data/zyda /0.parquet", {"nemo_id": "n", "text": T, "source": "zyda-arxiv"}, "n", "zyda-arxiv", None),
    "TxT360": ("common-crawl/0.jsonl.gz", {"text": T, "meta": {"url": "https://x.example.com/a"}, "subset": "{'a': 'b'}"},
               None, "example.com", None),
    "HPLT": ("eng_Latn/0.jsonl.zst", {"id": "i", "u": "https://x.com/", "text": T, "lang": ["eng_Latn"], "prob": [0.9],
             "collection": "cc40"}, "i", "cc40", "en"),
    "Institutional Books": ("data/0.parquet", {"barcode_src": "b", "text_by_page_src": ["x", "y"], "text_by_page_gen": [T, T],
                            "topic_or_subject_gen": "HISTORY", "language_gen": "eng"}, "b", "HISTORY", "en"),
    "Ultra-FineWeb": ("data/ultrafineweb_en/0.parquet", {"content": T, "score": 0.9, "source": "fineweb"}, None, "fineweb", None),
    "OSCAR": ("en/0.jsonl.zst", {"content": T, "warc_headers": {"warc-target-uri": "https://x.example.com/a",
              "warc-record-id": "<urn:uuid:2>"}, "metadata": {"language": "en"}}, "<urn:uuid:2>", "example.com", "en"),
    "RefinedWeb": ("data/0.parquet", {"content": T, "url": "https://x.example.com/a", "dump": "CC", "segment": "s"},
                   None, "example.com", None),
    "MADLAD": ("data/de/0.jsonl.gz", {"text": T}, None, "data/de", None),
    "The Stack v3": ("data/0.parquet", {"repo_path": "a/b", "commit_id": "c", "files": [{"path": "x", "content": T, "language": "C"}]},
                     "a/b", "data", None),
}  # fmt: skip


def put(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines))
    else:
        with pa.CompressedOutputStream(str(path), "zstd") as out:
            out.write(lines)
    return path


@pytest.mark.parametrize("name", CORPORA)
def test_a_corpus_as_it_is_published(tmp_path: Path, name: str) -> None:
    file, row, id_, domain, language = CORPORA[name]
    put(tmp_path / "corpus" / file, [row])
    found = fitting(plan([tmp_path / "corpus"]), Names())
    (shard,) = found.shards
    (batch,) = documents(shard)
    (document,) = batch.documents.iter_rows(named=True)
    assert document["text"] == (f"{T}\n{T}" if name == "Institutional Books" else T)
    expected = f"corpus/{domain}" if "/" in domain or (domain in str(Path(file).parent) and "=" not in file) else domain
    assert document["domain"] in (domain, expected)
    place = document["domain"] if name == "FinePhrase" else row.get("source", "")
    assert document["doc_key"] == stable_hash(place, id_ or f"corpus/{file}#0:0")
    assert (language_code(batch.told[0]) if batch.told is not None else None) == language


def test_ids_that_configurations_share_are_kept_apart(tmp_path: Path) -> None:
    keys = set()
    for configuration in ("faq", "math", "table", "tutorial"):
        put(tmp_path / "c" / configuration / "0.parquet", [CORPORA["FinePhrase"][1]])
    for shard in plan([tmp_path / "c"]).shards:
        keys |= {k for batch in documents(shard) for k in batch.documents["doc_key"]}
    assert len(keys) == 4


def test_the_stack_v2_has_no_text_and_says_so(tmp_path: Path) -> None:
    put(
        tmp_path / "0.parquet", [{"blob_id": "a", "directory_id": "b", "path": "x", "content_id": "c", "language": "C"}]
    )
    with pytest.raises(BadRequest, match=r"Software Heritage ids.*download the contents"):
        fitting(plan([tmp_path / "0.parquet"]), Names())


@pytest.mark.parametrize("form", ["dictionary", "JSON", "Python"])
def test_metadata_in_every_form(tmp_path: Path, form: str) -> None:
    """A dictionary, a JSON string, or what Python printed of one: never evaluated, and never the end of the row."""
    meta: Any = {"source_domain": "x.org", "n": [{"a": None}]}
    meta = {"dictionary": meta, "JSON": json.dumps(meta), "Python": repr(meta)}[form]
    for suffix in ("parquet", "jsonl.zst"):
        path = put(tmp_path / f"0.{suffix}", [{"text": T, "metadata": meta}, {"text": T, "metadata": None}])
        (shard,) = plan([path]).shards
        (batch,) = documents(shard, domain="metadata.source_domain")
        assert batch.documents["domain"].to_list() == ["x.org", "(unknown)"]


def test_json_lines_and_parquet_lie_in_one_corpus(tmp_path: Path) -> None:
    rows = [{"id": str(i), "text": f"{T} {i}", "source": "ab"[i % 2], "metadata": {"x": i}} for i in range(50)]
    for suffix in ("parquet", "json.gz", "jsonl.zst"):
        put(tmp_path / "mixed" / f"{suffix[:2]}.{suffix}", rows)
    shards, columns = plan([tmp_path / "mixed"]).shards, ("doc_key", "domain", "text")
    seen = [[r for b in documents(shard) for r in b.documents.select(columns).rows()] for shard in shards]
    assert len(seen) == 3
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == 50


LAYOUTS = {
    "FineWeb": ({"text": ["t"], "id": ["i"], "url": ["https://a.b.com/"], "dump": ["CC"], "token_count": [3]}, "b.com"),
    "RedPajama-V2": (
        {"raw_content": ["t"], "digest": ["i"], "source_domain": ["s.org"], "url": ["http://x.com"]},
        "s.org",
    ),
    "The Stack": ({"content": ["t"], "hexsha": ["i"], "lang": ["C"]}, "folder"),
    "Common Corpus": ({"text": ["t"], "identifier": ["i"], "collection": ["Gutenberg"]}, "Gutenberg"),
    "The Pile, struct": ({"text": ["t"], "meta": [{"pile_set_name": "ArXiv"}]}, "ArXiv"),
    "SlimPajama, JSON": ({"text": ["t"], "meta": ['{"redpajama_set_name": "C4"}']}, "C4"),
    "Dolma": ({"id": ["i"], "text": ["t"], "source": ["reddit"], "metadata": ["{broken"]}, "reddit"),
    "JSON without the field": ({"text": ["t"], "metadata": ['{"other": 1}']}, "folder"),
    "nothing but text": ({"text": ["t"]}, "folder"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_of_known_corpora_are_found(tmp_path: Path, layout: str) -> None:
    columns, domain = LAYOUTS[layout]
    documents, _ = load(write(tmp_path / "folder" / "a.parquet", columns))
    assert documents.select("text", "domain").rows() == [("t", domain)]
    source = columns.get("source", [""])[0]
    key = "i" if set(columns) & {"id", "digest", "hexsha", "identifier"} else "folder/a.parquet#0:0"
    assert documents["doc_key"][0] == stable_hash(source, key)


def test_flags_override(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": ["no"], "body": ["yes"], "n": [7], "kind": ["k"]})
    documents, _ = load(path, text="body", id="n", domain="kind")
    assert documents.select("text", "domain", "doc_key").rows() == [("yes", "k", stable_hash("", "7"))]


@pytest.mark.parametrize(
    ("columns", "options", "words"),
    [
        ({"body": ["x"]}, {}, "no text column.*body"),
        ({"text": [1]}, {}, "'text'.*int64.*string"),
        ({"text": ["x"]}, {"text": "nope"}, "--text nope"),
        ({"text": ["x"]}, {"id": "nope"}, "--id nope"),
        ({"text": ["x"]}, {"domain": "nope"}, "nope.*text"),
        ({"text": ["x"], "list": [[{"a": 1}]]}, {"text": "list"}, "list<"),
    ],
)
def test_columns_that_do_not_fit_are_a_bad_request(tmp_path: Path, columns: dict, options: dict, words: str) -> None:
    with pytest.raises(SkipShard, match=words):
        load(write(tmp_path / "a.parquet", columns), **options)
