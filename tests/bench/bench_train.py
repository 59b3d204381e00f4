"""Tier 2, the long half: train small transformers on planted documents, and measure each checkpoint exactly.

    python tests/bench/bench_train.py FOLDER        # in an environment with the extra [bench]; under an hour on 2 cores

Writes FOLDER/trained.json, a row a checkpoint: error and δ at temperature 1 over all answers of all prompts, weighted
like the corpus' prompts. `bench_models.py trained` audits the same worlds and lays their floors beside it.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

import numpy as np
import transformer
from closed_form import Exact
from planted import UNKNOWN, WORDINGS, World, day, name, world, written

ANSWERS, EPOCHS = 365, (1, 2, 4, 8, 12, 20, 30, 45, 60)
RESTATED_EPOCHS = (1, 2, 4, 8, 12, 15)
"""Four sentences a document: as many steps."""


@dataclass(frozen=True)
class Plan:
    """A run: a world (``n`` examples of ``prompts`` people, Zipf ``exponent``, answered with ``alpha``, stated in
    ``wordings`` ways: a document in one of them, or ``restated`` in each) and a width."""

    n: int
    prompts: int
    exponent: float
    alpha: float
    seed: int
    d: int
    wordings: int = 1
    restated: bool = False

    def world(self) -> World:
        made = world(self.n, self.exponent, self.alpha, ANSWERS, self.seed, self.prompts)
        return replace(made, wordings=self.wordings, restated=self.restated)


PLANS = (
    *(Plan(3000, 3000, s, 1.0, seed, 64) for seed in (1, 2) for s in (0.6, 1.0, 1.3, 1.6)),
    *(Plan(3000, 12000, s, 1.0, seed, 64) for seed in (1, 2) for s in (0.0, 0.6, 0.9)),
    *(Plan(3000, 3000, 1.0, 1.0, 1, d) for d in (8, 16, 32, 128)),
    *(Plan(3000, 3000, s, 0.7, 1, 64) for s in (0.6, 1.0, 1.3)),
    *(Plan(3000, 12000, s, 1.0, 1, 64, 4) for s in (0.0, 0.6)),
    *(Plan(3000, 3000, s, 1.0, 1, 64, 4) for s in (0.6, 1.0, 1.3)),
    *(Plan(3000, 12000, s, 1.0, 1, 64, 4, restated=True) for s in (0.0, 0.6)),
    *(Plan(3000, 3000, s, 1.0, 1, 64, 4, restated=True) for s in (0.6, 1.0, 1.3)),
)
"""Zipf exponent × seed × how many people there are beside the examples; widths; worlds that decline; four wordings, one
a document or all of them."""


def measured(params: object, prefix: np.ndarray, planted: World) -> dict[str, float]:
    """Error, δ and accuracy of p̂(answer | person), the mean over the wordings of the question; all sums are exact.

    ``err_unseen`` is the part of ``err`` on people whose birthday was never stated; ``missing`` is their mass.
    """
    people = planted.mu.size
    p = np.zeros((people, ANSWERS + 1))
    for i in range(planted.wordings):
        p += transformer.chances(params, prefix[i * people : (i + 1) * people]) / planted.wordings
    right = p[np.arange(people), planted.right + 1]
    mu, deltas = planted.mu, []
    for cut in planted.cuts:
        said = np.where(p > cut, p, 0).sum(axis=1)
        true = planted.alpha * (right > cut) + (1 - planted.alpha) * (p[:, 0] > cut)
        deltas.append(float(mu @ (said - true)))
    accuracy, wrong, new = float(mu @ right), mu * (1 - right - p[:, 0]), planted.n == 0
    found = Exact(float(wrong.sum()), *deltas, planted.alpha * (1 - accuracy), accuracy)
    return asdict(found) | {"err_unseen": float(wrong[new].sum()), "missing": float(mu[new].sum())}


def run(plan: Plan) -> list[dict[str, object]]:
    """Train on the documents' texts, and measure at each checkpoint."""
    planted = plan.world()
    text = transformer.read(planted.sentences(), [written(day(a)) for a in range(ANSWERS)])
    asked = [
        w.format(name=name(i), date=u)
        for w, u in list(zip(WORDINGS, UNKNOWN, strict=True))[: plan.wordings]
        for i in range(plan.prompts)
    ]
    prefix = transformer.encode(text, asked)
    rows = []
    epochs = RESTATED_EPOCHS if plan.restated else EPOCHS
    for epoch, loss, params in transformer.train(text, plan.d, plan.seed, epochs):
        rows.append(
            asdict(plan)
            | {"documents": planted.digest, "epoch": epoch, "loss": loss}
            | measured(params, prefix, planted)
        )
    return rows


def main(folder: Path) -> None:
    """Train what FOLDER/trained.json does not hold yet."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "trained.json"
    done = json.loads(file.read_text("utf-8")) if file.exists() else {"cpu_seconds": 0.0, "rows": []}
    for plan in PLANS:
        if any(asdict(plan).items() <= row.items() for row in done["rows"]):
            continue
        begun = time.process_time()
        done["rows"] += run(plan)
        done["cpu_seconds"] += time.process_time() - begun
        last = done["rows"][-1]
        print(plan, {k: round(float(last[k]), 4) for k in ("loss", "err", "delta")}, flush=True)
        file.write_text(json.dumps(done), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
