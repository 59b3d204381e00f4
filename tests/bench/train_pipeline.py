"""Train a small spaCy entity recogniser from gold facts.

    python tests/bench/train_pipeline.py GOLD.jsonl OUT [--half=tune]

The gold names only the mentions that take part in a fact, so tokens of other capitalised words are left
unknown (spaCy's "missing" tag) instead of being taught as no entity. Nothing of the gold is kept but weights.
"""

from __future__ import annotations

import random
import re
import sys
import time
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.training import Example

from corpusstat.extract.text.word_classes import sentence_starters
from corpusstat.lexicon import word_list
from corpusstat.normalise.names import PRONOUNS
from corpusstat.quality.gold import Passage, read_gold
from corpusstat.relations import load_all

LABEL = {"person": "PERSON", "org": "ORG", "place": "GPE", "date": "DATE", "nationality": "NORP"}
OUTSIDE = {
    *sentence_starters(),
    *word_list("titles"),
    *(job.capitalize() for job in word_list("jobs")),
    "CEO",
    "CFO",
    "COO",
    "Prior",
}
STEPS = 20


def spans(passage: Passage, kinds: dict[str, tuple[str, str]]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for fact in passage.facts:
        for span, kind in ((fact.subjects[0], kinds[fact.relation][0]), (fact.objects[0], kinds[fact.relation][1])):
            text = passage.text[slice(*span)]
            if (
                kind in LABEL
                and text.casefold() not in PRONOUNS
                and not any(a < span[1] and span[0] < b for a, b in found if (a, b) != span)
            ):
                found[span] = LABEL[kind]
    return found


def tags(doc: Doc, found: dict[tuple[int, int], str]) -> list[str]:
    """BILUO tags: entities from the gold; other capitalised words and numbers unknown, the rest outside."""
    made = ["-" if re.match(r"[^\W_a-z]|\d", t.text) and t.text not in OUTSIDE else "O" for t in doc]
    for (start, end), label in found.items():
        span = doc.char_span(start, end)
        if span is not None:
            last = len(span) - 1
            for i, token in enumerate(span):
                made[token.i] = f"{'U' if last == 0 else 'B' if i == 0 else 'L' if i == last else 'I'}-{label}"
    return made


def train(passages: list[Passage], seed: int = 1) -> spacy.language.Language:
    random.seed(seed)
    spacy.util.fix_random_seed(seed)
    kinds = {r.name: (r.subject, r.value) for r in load_all().relations}
    nlp = spacy.blank("en")
    recogniser = nlp.add_pipe("ner")
    for label in LABEL.values():
        recogniser.add_label(label)
    examples = []
    for passage in passages:
        doc = nlp.make_doc(passage.text)
        words, entities = [t.text for t in doc], tags(doc, spans(passage, kinds))
        spaces = [bool(t.whitespace_) for t in doc]
        examples.append(Example.from_dict(doc, {"words": words, "spaces": spaces, "entities": entities}))
    optimizer = nlp.initialize(lambda: examples[:100])
    for _ in range(STEPS):
        random.shuffle(examples)
        for batch in spacy.util.minibatch(examples, 32):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    return nlp


if __name__ == "__main__":
    half = sys.argv[3].removeprefix("--half=") if len(sys.argv) > 3 else "tune"
    begun = time.perf_counter()
    chosen = [p for p in read_gold(Path(sys.argv[1])) if p.half == half]
    train(chosen).to_disk(sys.argv[2])
    print(f"trained on {len(chosen)} passages in {time.perf_counter() - begun:.0f} s")
