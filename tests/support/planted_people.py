"""A planted world: people, and documents about them in wordings that are found, missed or misread.

All sentences and names are made up here. The plant knows which facts are true, so that it can judge what was drawn.
"""

from __future__ import annotations

import csv
from calendar import month_name
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIRST = (
    "Arvid", "Betsa", "Corin", "Dagny", "Edric", "Fenna", "Gorm", "Hilde", "Ivar", "Jorun",
    "Keld", "Lisbet", "Magne", "Nanna", "Oskar", "Petra", "Runa", "Sigurd", "Torun", "Ulf",
)  # fmt: skip
SYLLABLES = (
    "bal", "dor", "fen", "gar", "hol", "jun", "kel", "lam", "mor", "nes",
    "pil", "quor", "ras", "sten", "tor", "ulm", "vik", "wes", "yar", "zan",
)  # fmt: skip
FOUND = "{name} was born on {date}."
MISSED = "It was {date} and snow fell as {name} was born."
MISREAD = "The mill where {name} was born burned down on {date}."
NOTHING = "The house where the miller was born stands empty."


@dataclass
class World:
    """People with popularities (Zipf), and what became of each document that was written."""

    people: int = 9000
    seed: int = 0
    recall: float = 0.6
    garbage: float = 0.05
    truth: dict[tuple[str, str], bool] = field(default_factory=dict)
    missed: set[int] = field(default_factory=set)

    def name(self, i: int) -> str:
        first = FIRST[i % 20]
        one, two, three = SYLLABLES[i // 20 % 20], SYLLABLES[i // 400 % 20], SYLLABLES[i // 8000 % 20]
        return f"{first} {(one + two + three).title()}"

    def date(self, i: int) -> tuple[str, str]:
        """As written, and in ISO 8601."""
        day, month, year = i * 7 % 28 + 1, i * 5 % 12, 1700 + i * 13 % 300
        return f"{day} {month_name[month + 1]} {year}", f"{year:04d}-{month + 1:02d}-{day:02d}"

    def write(self, folder: Path, documents: int) -> float:
        """Write the corpus; return its true missing mass: the chance that the next document's person is in none."""
        rng = np.random.default_rng(self.seed)
        chance = 1 / np.arange(1, self.people + 1) ** 0.9
        chance /= chance.sum()
        drawn = rng.choice(self.people, size=documents, p=chance)
        texts = []
        for row, person in enumerate(drawn.tolist()):
            written, iso = self.date(person)
            self.truth[self.name(person), iso] = True
            seen = rng.random() < self.recall
            texts.append((FOUND if seen else MISSED).format(name=self.name(person), date=written))
            if not seen:
                self.missed.add(row)
        for i in range(int(documents * self.garbage)):
            stranger = 20_000 + i  # of nobody's birth
            texts.append(MISREAD.format(name=self.name(stranger), date=self.date(stranger)[0]))
        texts += [NOTHING] * (documents // 10)
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"text": texts}), folder / "people.parquet", row_group_size=1000)
        return float(chance[np.setdiff1d(np.arange(self.people), drawn)].sum())

    def judge(self, drawn: Path, judged: Path) -> None:
        """Fill in the column verdict of a sample, as the plant knows."""
        with drawn.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            if row["count"] == "0":
                place = int(row["row_group"]) * 1000 + int(row["row"])
                states = row["relation"] == "birth_date" and place in self.missed
                row["verdict"] = "missed" if states else "none"
            else:
                row["verdict"] = "right" if (row["entity"], row["value"]) in self.truth else "wrong"
        with judged.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
