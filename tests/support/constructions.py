"""Sentences made of constructions and of what may fill them, with the facts that each states.

A rule that is written for a sentence seen somewhere says little of the next one. Here each construction is tried with
every kind of name, date, place, title and word for a work, so that what one of them misses stands out in its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

PEOPLE = (
    ("Tobias Rennick", "he", "his"), ("Marianne Colder", "she", "her"), ("Dr. Harold B. Stenning", "he", "his"),
    ('Robert "Bob" Hale', "he", "his"), ("Maria van der Velden", "she", "her"), ("J. R. Penrick", "he", "his"),
    ("Jean-Luc Aubray", "he", "his"), ("Sir Walter Haldane", "he", "his"), ("Mary-Ann O'Keel", "she", "her"),
    ("Akira Tanabe", "he", "his"), ("Mary Colder Stenning", "she", "her"), ("Walter Penrick Jr.", "he", "his"),
    ("Ana López Marín", "she", "her"),
)  # fmt: skip
DATES = (
    ("March 3, 1901", "1901-03-03"), ("3 March 1901", "1901-03-03"), ("1901", "1901"), ("March 1901", "1901-03"),
    ("Monday, March 3, 1901", "1901-03-03"), ("3rd March 1901", "1901-03-03"), ("March 3rd, 1901", "1901-03-03"),
    ("Mar. 3, 1901", "1901-03-03"), ("the 3rd of March 1901", "1901-03-03"), ("3 Mar 1901", "1901-03-03"),
    ("Sunday 3 March 1901", "1901-03-03"),
)  # fmt: skip
PLACES = (
    ("Leeds", "Leeds"), ("Dayton, Ohio", "Dayton"), ("the village of Morvik", "Morvik"),
    ("San Marcos, Texas, USA", "San Marcos"), ("St. Louis, Missouri", "St. Louis"),
    ("Velda, Orland County, Iowa", "Velda"), ("the small mining town of Tarsk", "Tarsk"),
    ("New York City", "New York City"), ("Zürich, Switzerland", "Zürich"), ("the island of Orra", "Orra"),
    ("Hale-on-Sea", "Hale-on-Sea"), ("Norland", "Norland"),
)  # fmt: skip
LIVES = {
    "birth_date": (
        "{A} was born {on}.", "{A} (born {D}) is a singer.", "{A} was born to Ann and Bo Rennick {on}.",
        "{A} sings. {H} was born {on}.", "Born {on}, {A} was raised by an aunt.", "{A} (b. {D}) is a singer.",
        "{A}, b. {D}", "{A} (b. {D}, d. 1985) was a singer.", "{A}\nb. {D}\nd. 1985\n",
        "{A}, an American baker who had long worked in Leeds and who sang, was born {on}.", "{A}\n\nBorn: {D}\n",
        "{A}\nDate of birth: {D}\n", "Name: {A}\nBorn: {D}\n", "{A}'s birthday is {D}.",
        "{A} ({D} – 5 June 1985) was a singer.", "{A}, singer ({D} – 5 June 1985)",
        "{A} (5 Leeds Road; born {D}) is a singer.", "{A} (born Ann Hale; {D}) is a singer.",
        "{A} (born Ann Hale, {D}) is a singer.", "{A} (née Hale; {D} – 5 June 1985) was a singer.",
        "{A} (née Hale; born {D}) is a singer.", "{A}, née Hale (born {D}), is a singer.",
        "{A} (Japanese: 山田, {D} – 5 June 1985) was a singer.", "{A} (Russian: Иван Петров; born {D}) is a singer.",
        "{A} ({D}–5 June 1985), a singer, left Leeds.", "{A}, whose birth {on} was a surprise, is a singer.",
        "{A} is a singer. {S} was born {on}.", "A daughter of Ann Hale, {A} was born {on}.",
        "{D} – {A}, baker, was born", "{D}: {A}, baker (d. 1985)", "{A} was born at home {on}.",
        "Singer {A} was born {on}.", "The singer {A} was born {on}.", "{A} was born near Leeds {on}.",
    ),
    "birth_place": (
        "{A} was born and raised in {P}.", "Born and raised in {P}, {A} is a singer.",
        "{A}, who was born in {P}, sings.", "{A} is a singer who was born in {P}.",
        "{A} was born to Ann Rennick in {P}.", "{A} is a native of {P}.", "A native of {P}, {A} is a singer.",
        "{A}, a native of {P}, is a singer.", "{A}\nPlace of birth: {P}\n",
        "Originally from Leeds, {A} was born in {P}.", "Born in {P} to a family of bakers, {A} is a singer.",
        "{A} was born into a poor family in {P}.", "Although born in {P}, {A} grew up in Velda.",
        "{A} was born in {P} but grew up in Velda.", "{A}'s birthplace is {P}.", "{A} sings. {H} is a native of {P}.",
        "{A} was a native of {P}.", "{A} sings. Born in {P}, {h} moved to Velda.",
        "{A} sings. {H} was born in {P} and moved to Velda.", "{A}, born in {P}, is a singer.",
        "{P} is the birthplace of {A}.", "A singer born in {P}, {A} moved to Velda.",
        "{A} was born at {p} parents' home in {P}.", "{A} was born in a hospital in {P}.",
        "{A} was born in {P}, the son of a baker.", "{A}, who was born and raised in {P}, is a singer.",
        "{A} was born in {P}, then part of Sweden.", "{A} was born in {P} (now in Sweden).",
    ),
    "birth_date birth_place": (
        "{A} was born {on} in {P}.", "{A} was born in {P} {on}.", "{A} was born in {P}, {on}.",
        "Born {on} in {P}, {A} was raised by an aunt.", "Born in {P} {on}, {A} was raised by an aunt.",
        "{A}, born {on} in {P}, is a singer.", "{A} (born {D} in {P}) is a singer.",
        "{A} is a singer from Velda, born in {P} {on}.", "{A} sings. {H} was born {on} in {P}.",
        "{A} was born to Ann and Bo Rennick {on} in {P}.", "{A} was born in {P} to Ann and Bo Rennick {on}.",
        "{A} was born {on} to Ann (Hale) and Bo Rennick in {P}.", "{A}: born {D}, {P}",
        "{A} (born {D}, {P}) is a singer.", "{A} (b. {D}, {P}) is a singer.", "{A} (b. {D} in {P}) is a singer.",
        "{A} ({D}, {P} – 5 June 1985) was a singer.", "{A}\nBorn: {D}, {P}\n", "{A}\nBorn: {D} in {P}\n",
        "{A}\nBorn {D} in {P}\n", "{A} was born in {P} {on}, the son of a baker.",
        "{A} was born {on} in {P}, then part of Sweden.", "{A} was born {on}, in {P}.",
        "{A} was born {on} in a hospital in {P}.", "{A} was born {on} at home in {P}.",
        "{A}, 84, of Velda, passed away Sunday at home. {H} was born in {P} {on}, to Ann and Bo Hale.",
        "{A}, 84, of Velda, passed away Sunday at home.\n{F} was born {on} in {P} to Bo and Ann (Hale) Rennick.",
        "{A}, 84, of Velda, died Sunday. Born in {P} {on}, {h} was the son of Bo and Ann Hale.",
        "{A}, 84, of Velda, died Sunday. Born {on} in {P}, {h} was the child of Bo and Ann Hale.",
        "{A}, a singer, was born in {P} {on}.",
        "{A}, an American baker who had long worked in Leeds and who sang, was born in {P} {on}.",
        "The singer {A} was born in {P} {on}.", "{A} (née Hale) was born in {P} {on}.",
        "{A} was born Ann Hale in {P} {on}.", "{A} was born {on} in {P} as Ann Hale.",
        "{A} was born in {P}, near Leeds, {on}.", "VELDA - {A}, 84, died. Born {on} in {P}, {h} sang.",
        "{A} - born {D}, {P}", "{A} b: {D} in {P}", "{A}\nb: {D} in {P}\n", "{A}\nBirth: {D} — {P}\n",
        "About {A}\nI was born {on} in {P}.", "My name is {A}. I was born in {P} {on}.",
        "{A} (1901–1985), born {on} in {P}, sang.", "{A} was born in {P} {on} into a family of bakers.",
        "{A} was born {on} in {P} and died in Velda in 1985.",
    ),
    "death_date": (
        "{A} passed away peacefully {on}.", "{A}, 84, of Velda, died {on}.", "{A}, 84, passed away {on}.",
        "{A} died {on} at the age of 84.", "{A} died suddenly {on} after a long illness.",
        "{A} died of a heart attack {on}.", "{A} sang until {p} death {on}.", "{A}'s death {on} was a shock.",
        "The death of {A} {on} was a shock.", "After {A}'s death {on}, the house was sold.",
        "When {A} died {on}, the house was sold.", "{A} sings. {H} passed away {on}.", "{A} (died {D}) was a singer.",
        "{A} entered into rest {on}.", "{A} was a singer who died {on}.", "{A}, who died {on}, was a singer.",
        "It is with sadness that we announce the death of {A} {on}.",
        "{A} died peacefully at home {on}, surrounded by {p} family.", "{A} passed on {on}.",
        "{A}, of Velda, died {on}.", "{A} died aged 84 {on}.", "{A} died, aged 84, {on}.",
        "{A} (1820 – {D}) was a singer.", "{A} (4 May 1820 – {D}) was a singer.", "{A} (d. {D}) was a singer.",
        "{A}\nDied: {D}\n", "{A}\nDate of death: {D}\n", "{A} died on {p} 80th birthday, {D}.",
        "{A} was killed in a car crash {on}.", "{A} was killed in action {on}.", "{A} drowned {on}.",
        "{A} was murdered {on}.", "{A} was assassinated {on}.", "{A} was executed {on}.", "{A} was hanged {on}.",
        "{A} sang with us. Sadly, {h} passed away {on}.", "{A} lost {p} battle with cancer {on}.",
        "{A} sang. {S} died {on}.", "{A} died after a short illness {on}, aged 84.", "{A} fell ill and died {on}.",
        "{A} was born in 1820 and died {on}.", "{A} was born in Leeds in 1820, and died {on}.",
        "{A}, an American baker who had long worked in Leeds and who sang, died {on}.", "Singer {A} died {on}.",
        "{A}, aged 84, died {on}.", "{A} died {on}, aged 84.", "{A} died of cancer {on}.",
        "{A} died from cancer {on}.", "{A} died near Leeds {on}.",
        "{A} left for home, fell ill there, and died {on}.", "{A} retired in 1880. {H} died {on}, leaving two sons.",
        "{A} was shot dead by a soldier {on}.", "Following the death of {A} {on}, the house was sold.",
        "{A} served as mayor until {p} death {on}.", "VELDA - {A}, 84, of Hill Street, died {on} at home.",
        "Former mayor {A}, who led Leeds, died {on}.", "The funeral of {A}, 84, who died {on}, is on Monday.",
        "{A} (b. 4 May 1820 – d. {D})", "{A}, 3rd Duke of Velda (4 May 1820 – {D}), sang.",
        "{A} fell ill and died {on}, aged 84.", "{A}, 84, died {on}, at home.",
        "{A} (Hale), 84, of Velda, died {on}.", "{A} died unmarried {on}.",
    ),
    "death_place": (
        "{A} died in {P}.", "{A} died at {p} home in {P}.", "{A} moved to {P}, where {h} died.",
        "{A} settled in {P} and died there.", "{A} was killed in {P}.", "{A} passed away at home in {P}.",
        "{A} died of cancer in {P}.", "{A} died while on holiday in {P}.", "{A} died in a hospital in {P}.",
        "{A} was murdered in {P}.", "{A}\nPlace of death: {P}\n", "{A}, a singer, died in {P}.",
        "{A} died at the age of 84 in {P}.", "{A} died suddenly in {P}.", "{A} died in exile in {P}.",
        "{A} was a singer who died in {P}.", "{A} died in poverty in {P}.", "{A} sang. {S} died in {P}.",
        "{A} retired and died in {P}.", "{A} died in a car crash in {P}.", "{A} was executed in {P}.",
    ),
    "death_date death_place": (
        "{A} died {on} in {P}.", "{A} died in {P} {on}.", "{A} died in {P}, {on}.", "{A} passed away {on} in {P}.",
        "{A}, age 84, passed away {on} at home in {P}.", "{A} died of cancer in {P} {on}.",
        "{A} was killed {on} in {P}.", "{A} sings. {H} died {on} in {P}.", "On {D}, {A} died in {P}.",
        "{A} was assassinated in {P} {on}.", "{A} died at {p} home in {P} {on}.", "{A} died in hospital in {P} {on}.",
        "{A} retired to {P}, where {h} died {on}.", "{A} moved to {P} and died there {on}.",
        "{A} died while on holiday in {P} {on}.", "{A} died in {P} {on}, aged 84.",
        "{A} died in {P} {on} at the age of 84.", "{A} died suddenly in {P} {on}.",
        "{A} died {on} at {p} home in {P}.", "{A} died {on}, in {P}.", "{A} was killed in action at {P} {on}.",
        "{A} was killed in a car crash in {P} {on}.", "{A} drowned in {P} {on}.", "{A} was executed in {P} {on}.",
        "{A} was murdered in {P} {on}.", "{A} passed away in {P} {on}.",
        "{A}, an American baker who had long worked in Leeds and who sang, died in {P} {on}.",
        "{A} sang. {S} died in {P} {on}.", "{A} (1820, Velda – {D}, {P}) was a singer.",
        "{A} (4 May 1820 in Velda – {D} in {P}) was a singer.", "{A} (b. 4 May 1820 Velda; d. {D} {P}) was a singer.",
        "{A} (died {D}, {P}) was a singer.", "{A} (died {D} in {P}) was a singer.", "{A} (d. {D}, {P}) was a singer.",
        "{A}\nDied: {D}, {P}\n", "{A}\nDied {D} in {P}\n", "{A} was born in Velda in 1820 and died in {P} {on}.",
        "{A} was born in Leeds, moved to {P} and died there {on}.", "{A} succumbed to cancer in {P} {on}.",
        "{A} lost {p} life in a fire in {P} {on}.", "Killed in action at {P} {on}, {A} was a nurse.",
        "{A} – born 4 May 1820, Leeds – died {D}, {P}", "{A} b: 4 May 1820 in Leeds d: {D} in {P}",
        "{A} died {on} in a hospital in {P}.", "{A} died {on} of cancer in {P}.",
        "{A}'s death in {P} {on} was a shock.", "The death of {A} in {P} {on} was a shock.",
        "{A} sang until {p} death in {P} {on}.", "{A} died of a heart attack at {p} home in {P} {on}.",
        "{A}, a singer, died in {P} {on}.", "{A} returned to Leeds and died in {P} {on}.",
        "{A}, of Velda, died {on} in {P}.", "{A} died unmarried in {P} {on}.",
        "{A}, 84, of Velda, died {on}, in {P}.", "{A}, 84, died {on} at a hospital in {P}.",
    ),
}  # fmt: skip
_TIMES = 26
_ALSO = (
    ("5 June 1985", "death_date", "1985-06-05"), ("d. 1985", "death_date", "1985"), ("in 1985", "death_date", "1985"),
    ("4 May 1820", "birth_date", "1820-05-04"), ("born in 1820", "birth_date", "1820"),
    (" in 1820,", "birth_date", "1820"), ("in 1820 and", "birth_date", "1820"), ("(1820", "birth_date", "1820"),
    ("born in Leeds", "birth_place", "Leeds"), ("1820, Leeds", "birth_place", "Leeds"),
    ("1820 in Leeds", "birth_place", "Leeds"), ("–1985)", "death_date", "1985"),
    ("born in Velda", "birth_place", "Velda"), ("Velda –", "birth_place", "Velda"),
    ("1820 Velda", "birth_place", "Velda"), ("died in Velda in", "death_place", "Velda"),
)  # fmt: skip
"""What some constructions state besides: words, relation, value."""
UNSTATED = (
    "{A}'s father died {on}.", "{A} was mayor of Velda ({D} – 5 June 1985).", "{A} may have been born {on}.",
    "Was {A} born {on}?", "{A} was not born in {P}.", "The idea of {A} was born in {P} {on}.",
    "{A} moved to {P} {on}.", "{A} reigned ({D} – 5 June 1985).", "{A} was buried in {P} {on}.",
    "{A}'s son died in {P} {on}.", "{A} was baptized in {P} {on}.", "{A} was said to have died in {P}.",
    "Had {A} died {on}, nobody would know.", "{A} is active in {P} (fl. {D}).", "{A} married Ann Hale in {P} {on}.",
    "{A}'s wife, who died {on}, sang.", "Some say that {A} died in {P} {on}.", "{A} wrote until {on}.",
    "The horse, born {on}, was sold to {A}.", "The band was born {on} in {P}, when {A} sang.",
    "{A} nearly died in {P} {on}.", "{A} was at the school in {P} where two pupils died {on}.",
    "{A} is believed to have been born in {P} {on}.", "{A} saw {p} brother die in {P} {on}.",
    "{A} dreamt that {h} died {on}.", "If {A} was born {on}, the letter is a forgery.",
)  # fmt: skip
"""Said of others, or not asserted."""


TITLES = ('"Salt and Iron"', "“The Long Winter of the Miller”", "Salt and Iron")
WRITTEN = (
    "novel", "2017 novel", "controversial 2017 article", "first book", "bestselling memoir", "paper", "essay",
    "book of essays", "latest collection of poems", "short story", "children's book", "award-winning play",
    "2009 history",
    "debut thriller", "best-selling book", "seminal 1936 essay", "study", "guide",
)  # fmt: skip
WORKS = (
    "{A}, author of {T}, spoke first.", "{A}, author of the {W} {T}, spoke first.",
    "{A}, the author of a {W} called {T}, spoke first.",
    "{A}, a fellow at the Center for a New Peace and author of the {W} {T}, said so.",
    "“It is cold,” said {A}, author of the {W} {T}.", "{A} is the author of the {W} {T}.",
    "{A} was also the author of the {W} {T}.", "{A} is a teacher in Ohio and the author of the {W} {T}.",
    "{A}, who wrote the {W} {T}, came too.", "{A} wrote the {W} {T}.", "{A} wrote a {W} called {T}.",
    "{A} has written a {W}, {T}.", "In 2009 {A} published the {W} {T}.", "{A} published {p} {W}, {T}, in 2009.",
    "{A} published a {W} entitled {T} in 2009.", "{A}'s {W} {T} was published in 2009.", "{A}'s {W}, {T}, came out.",
    "{A}'s {T}, a {W}, came out.", "We discussed {A}'s {W} {T}.", "{T} is a {W} by {A}.",
    "{T} is a {W} written by the American writer {A}.", "{T}, a {W} by {A}, came out in May.",
    "{T} (2009) is a {W} by {A}.", "{T} was written by {A}.", "The {W} {T} by {A} came out in May.",
    "The {W} {T}, written by {A}, came out in May.", "A {W} called {T} by {A} came out in May.",
    "In {p} {W} {T}, {A} argues that salt is cheap.", "As {A} argues in the {W} {T}, salt is cheap.",
    "{A} argues in {p} {W} {T} that salt is cheap.", "The line is from the {W} {T}, by {A}.",
    "The film is based on the {W} {T} by {A}.", "{A} will read from {p} {W} {T} on Monday.",
    "{A} will sign copies of {p} {W}, {T}, on Monday.", "{A} has just released {p} {W} {T}.",
    "{A}, whose {W} {T} came out in May, was there.", "The author of the {W} {T}, {A}, was there.",
    "{A} is a baker whose {W} {T} won a prize.", "The {W} {T}, which {A} wrote in 2009, is good.",
    "{T}, the {W} that {A} wrote in 2009, is good.", "The {W} {T} ({A}, 2009) is good.",
    "{T} is a {W} by Yale professor {A}.", "{A} had previously been the author of {T}.",
    "{A} is the author, most recently, of {T}.", "{A} won the prize for {T}, {p} second {W}.",
    "{A}'s {T} was published in 2009.", "Join {A} for a reading from {p} {W} {T}.",
)  # fmt: skip
KINDS_OF_TITLES = (
    '"Salt and Iron"', "“The Long Winter of the Miller”", "‘A House in Velda’", "'Tin Roads'", "*Salt and Iron*",
    "_The Tin Road_", "Salt and Iron", "The Long Winter of the Miller", "Harrow's Gate", "Salt: A History of Mills",
    "Who Owns the Mill?", "Salt, Tin, and Iron", "Seven Days in Velda", "Saltwater", "The Miller Who Sang",
    "What the Salt Taught Me: A Memoir of Loss", "100 Ways to Salt a Fish", "How to Mend a Mill", "THE TIN ROAD",
)  # fmt: skip
"""By marks, words and signs."""
AUTHORS = (
    *PEOPLE, ("J. K. Morrow", "he", "his"), ("Ludwig van der Hale", "he", "his"), ("Mary-Anne O'Dell", "she", "her"),
    ("Professor Anna Brannock", "she", "her"), ("Ngozi Adeyane", "she", "her"),
)  # fmt: skip
BOOKS = (
    "{T}, by {A} (Velda Press, 2009), is out of print.", "{T}, by {A} (Velda Press, 2009)",
    "{T} by {A} (Velda Press, 2009) is a good read.", "{T} (Velda Press, 2009) by {A} is a good book.",
    "{A} authored {T} in 2009.", "{A} co-authored {T} with {B}.", "{A} penned {T}, a book about mills.",
    "{A} also wrote {T}, which is a good read.", "{A} wrote {T} in 2009.", "{A} is a writer. {H} wrote {T} in 2009.",
    "{A} is a writer. {H} has also written {T}.", "{A}'s classic {T} is a book to read twice.",
    "{A}'s bestselling {T} is on every reader's shelf.", "Other books by {A} include {T}, {T2} and {T3}.",
    "{A} is a novelist. {P} other books include {T}, {T2}.",
    "{A} is a novelist. {P} previous books include {T} and {T2}.",
    "{A} is a novelist. {P} work includes {T} and {T2}.", "I loved {T} by {A}.", "I read {T} by {A} last year.",
    "I am reading {T} by {A}.", "I just finished reading {T} by {A}.", "I recently read {T} by {A} and liked it.",
    "My favourite book is {T} by {A}.", "{T} is {A}'s first novel.", "{T} is {A}'s second book, and it is good.",
    "{T} is {A}'s memoir of a life at sea.", "{T} was {A}'s debut novel.", "{A} is the author of {T}, {T2} and {T3}.",
    "{A} is the author of six books, including {T}.", "{A} is the author of several books including {T} and {T2}.",
    "{A} is the author of numerous books, among them {T}.",
    "{A} is the author of more than twenty books, most recently {T}.", "{A} is the bestselling author of {T}.",
    "{A} is the New York Times bestselling author of {T}.", "{A} is the author of the novel {T} (Velda Press, 2009).",
    "{A}, the award-winning author of {T}, spoke first.", "{A} is an award-winning writer and the author of {T}.",
    "{A} is a professor of history at Velda University and the author of {T}.",
    "{A} is a writer. {H} is the author of {T}.", "{A} is promoting {p} new book, {T}.",
    "{A} discussed {p} new book {T} on Monday.", "{A} (author of {T}) was there.",
    "We spoke with {A} (author of {T}) in May.", "Review: {T} by {A}", "Book Review: {T} by {A}",
    "Book review – {T} by {A}", "In {p} book {T}, {A} argues that mills are old.",
    "In {p} new book, {T}, {A} tells the story of a mill.", "{A}'s essay on salt, {T}, was read by all.",
    "{A}'s article on salt, {T}, was read by all.", "{A}'s paper {T} was cited often.",
    "According to {A}, author of {T}, mills are old.", "{A} wrote {T} with {B}, and the book sold well.",
    "{A} and {B}'s {T} is a book about mills.", "{T} by {A} and {B} is a book about mills.",
    "{T}, by {A} and {B}, is a book about mills.", "{T} was written by {A} and {B}.",
    "{T}, written by {A}, is about mills.", "{T} is written by {A}.", "{A} and {B} are the authors of {T}.",
    "{A} & {B} wrote the book {T}.", "{T}, a new book by {A}, tells of mills.",
    "{T}, the new novel by {A}, tells of mills.", "{T}, the debut novel from {A}, is out.",
    "{T}, {A}'s second novel, is out.", "{T}, {A}'s memoir about mills, is out.",
    "The following is an excerpt from {T} by {A}.", "Excerpted from {T} by {A}. Copyright 2009.",
    "This is an extract from {A}'s book {T}.", "As {A} writes in {T}, mills are old.",
    "As {A} wrote in {p} book {T}, mills are old.", "{A} published {p} first novel, {T}, in 2009.",
    "In 2009, {A} published {p} second novel, {T}.", "{A}'s first book, {T}, was published by Velda Press in 2009.",
    "{A}'s latest book is {T}.", "{A}'s most recent book, {T}, is about mills.",
    "{A}'s forthcoming book is titled {T}.", "{A}'s books include {T} and {T2}.",
    "{A}'s novels include {T}, {T2}, and {T3}.", "{A} has published two novels, {T} and {T2}.",
    "{A} has written several books, including {T} and {T2}.", "{A}, whose books include {T} and {T2}, was there.",
    "{A}, who wrote {T}, was there.", "{A}, best known for {p} novel {T}, was there.",
    "{A} is best known for {p} novel {T}.", "{A} is best known as the author of {T}.",
    "{A} received the Velda Prize for {p} novel {T}.", "{A}'s novel {T} was shortlisted for the Velda Prize.",
    "The film is based on {T} by {A}.", "This quote is from the book {T} by {A}.",
    "Author {A} will sign copies of {p} book {T}.", "{A} will discuss {p} book, {T}, at the library.",
    "{A} is an author. {P} debut novel {T} was published in 2009.",
    "{A} is an author. {P} first book, {T}, came out in 2009.", "{A} is an author. {P} books are {T} and {T2}.",
    "{A} is an author. {P} latest novel is {T}.", "{A} is an author. {P} essay {T} was printed in the Velda Review.",
    "{A} is an author. {T} is {p} first novel.", "{A} is an author. {T} is {p} latest book.",
    "{T} is a 2009 novel by {A}.", "{T} is a book by {A} about mills.", "{T} is a collection of essays by {A}.",
    "{T} is a new book written by {A}.", "{T} is the first novel by {A}.", "{T} is authored by {A}.",
    "Read more in {A}'s book {T}.", "Thanks to {A} for {p} book {T}.", "I recommend {A}'s book {T}.",
    "I recommend {T} by {A} to all readers.", "There is a book called {T} by {A}.",
    "There is a great book by {A} called {T}.", "A book by {A}, {T}, is good.", "{A} has a new book out called {T}.",
    "{A}'s new book is called {T}.", "{A} is working on a novel called {T}.", "{A} wrote an essay, {T}, about mills.",
    "{A} wrote an article titled {T}.", "{A} wrote a book about mills called {T}.",
    "{A} wrote a book about mills, {T}, in 2009.", "{A} wrote the classic {T}.", "{A} wrote the bestseller {T}.",
    "{A} wrote the children's book {T}.", "{A} co-wrote the book {T} with {B}.", "{A} wrote {p} memoir {T} in 2009.",
    "{A} finished {p} novel {T} in 2009.", "{A}'s poem {T} is short.", "The poem {T} by {A} is short.",
    "The essay {T} by {A} is short.", "The short story {T} by {A} is short.",
    "{A} is the author of a book on mills, {T}.", "{A} is the author of {T} (Velda Press, 2009).",
    "{A} is the author of {T}, published by Velda Press.", "{A} is the author of the forthcoming book {T}.",
    "{A} is co-author of {T}.", "{A} is a poet and novelist whose latest book is {T}.",
    "{A} is a poet whose books include {T} and {T2}.", "By {A}, author of {T}",
    "{A} discusses {T}, {p} new book.",
    "{A} teaches at Velda College. {H} is currently working on a book titled {T}.",
    "{A} is a New York Times bestselling author whose books include {T}.", "{A} – author of {T} – lives in Leeds.",
    "{A} has just published {T}, a book about salt.", "{A} went on to write {T}.",
    "{A} went on to write the novel {T}.", "{A} began writing the book {T} in 2009.",
    "{A} decided to write a book, {T}.", "{A}'s best-known work is {T}, a novel.",
    "{T}, the second book in a series by {A}, comes out in May.", "{T} is a work of fiction by {A}.",
    "The latest book by {A} is {T}.", "Copies of {A}'s book {T} will be on sale.",
    "I recently finished reading {A}'s {T}.", "According to {A} in {p} book {T}, salt is cheap.",
    "The book {T} was written by {A}.", "The book is called {T} by {A}.",
    "Our host interviews the miller and singer {A} about {p} new book, {T}.",
    "{A} is the author of the New York Times bestseller {T}.",
    "{A} is the author of several books, including {p} memoir, {T}.", "{A} (a miller) wrote the book {T} in 2009.",
    "A miller, {A}, wrote the book {T} in 2009.", "{T} - Kindle edition by {A}.",
    "In the 2009 book {T}, the miller {A} argues that salt is cheap.",
)  # fmt: skip
"""{B}: a second author; {T2}, {T3}: more titles, in the marks of the first."""
TRAPS = (
    "{T} is a film by {A}.", "{T}, a film by {A}, came out in May.", "{T} is a song by {A}.",
    "{A}'s song {T} was a hit.", "{A}'s album {T} was released in 2009.", "{A}'s film {T} won a prize.",
    "{A}'s new film, {T}, is out.", "{A} wrote the song {T} in 2009.", "{A} released {p} album {T} in 2009.",
    "{A} released {p} debut, {T}, in 2009.", "{A} directed {T} in 2009.", "{A} starred in {T}.",
    "{T} is a game by {A}.", "{T} is a newsletter by {A}.", "{A} writes the newsletter {T}.",
    "{A} hosts the podcast {T}.", "{A}'s podcast {T} is good.", "{A}'s blog {T} is good.", "{A} writes the blog {T}.",
    "{A} won the Velda Award for {p} film {T}.", "{A} is the author of the {T} series.",
    "{A} is the author of the bestselling {T} series.", "{A} wrote the {T} series of novels.",
    "{A}'s {T} series is good.", "{T}, translated by {A}, is out.", "{T} was translated by {A}.",
    "{T}, edited by {A}, is a book of essays.", "{T} is edited by {A}.", "{A} edited the book {T}.",
    "{A} translated the novel {T}.", "{A} illustrated the book {T}.",
    "{T}, illustrated by {A}, is a children's book.", "The novel {T}, with a foreword by {A}, is out.",
    "The book {T} has a foreword by {A}.", "{A} wrote the foreword to the book {T}.",
    "{A} wrote the introduction to {T}.", "{A} wrote a review of {T}.", "{A} reviewed the novel {T}.",
    "{A} wrote about the novel {T}.", "{A} is the author of a book about {T}.",
    "{A} is the author of a study of {T}.", "Who wrote the novel {T}, {A}?", "Did {A} write {T}?",
    "Was {T} written by {A}?", "Is {A} the author of {T}?", "{A} did not write {T}.", "{A} is not the author of {T}.",
    "{T} was not written by {A}.", "{A} denied that {h} wrote {T}.", "{A} may have written the novel {T}.",
    "{A} allegedly wrote the novel {T}.", "If {A} wrote {T}, it is good.", "{A} read the novel {T} in 2009.",
    "{A} loved the book {T}.", "{A} bought {T} in Leeds.", "{A}'s favourite book is {T}.",
    "{A}'s favourite novel, {T}, was lost.", "{A}'s copy of {T} was lost.", "{A}'s translation of {T} came out.",
    "{A}'s review of the book {T} is long.", "{A}, the editor of {T}, was there.",
    "{A}, the publisher of the novel {T}, was there.", "{A} is the narrator of the novel {T}.",
    "{A} is a character in the novel {T}.", "{A} is the hero of the book {T}.",
    "{A}, who starred in the film of the novel {T}, was there.", "The film of {T} by {A} is good.",
    "The painting {T} by {A} is blue.", "The magazine {T} interviewed {A}.", "{A} writes for {T}.",
    "{A} wrote an article for {T}.", "{A} published an essay in {T}.", "{A}'s essay in {T} is long.",
    "{A}'s work has appeared in {T}.", "The chapter {T} is by {A}.", "{A} is writing about {T}.",
    "The app {T} was made by {A}.", "The software {T} was written by {A}.", "The TV series {T} was written by {A}.",
    "The screenplay of {T} was written by {A}.", "An episode called {T} was written by {A}.",
    "{T} by {A} (oil on canvas) is blue.", "{T} – photo by {A}", "Photo: {T} by {A}", "Listen to {T} by {A}.",
    "Watch {T} by {A}.", "{A}'s character {T} is bold.", "{A} plays the lead in the play {T}.",
    "{A} staged the play {T} in Leeds.", "{A}'s production of the play {T} was long.",
)  # fmt: skip
"""What states no author: other works, parts of works, what is denied or asked."""
_AROUND = "A page for readers of novels.\n\n"
"""Some templates count only where the words around are about books."""
_MORE = {"T2": "Winter Bread", "T3": "The Reeds"}
SECOND_AUTHOR = "Odile Farrow"


class Stated(NamedTuple):
    """A text, the construction that it is made of, and the facts that it states: relation, entity, value."""

    construction: str
    text: str
    facts: list[tuple[str, str, str]]


def lives() -> Iterator[Stated]:
    """Births and deaths: each construction with every date, place and name, no two of them always together."""
    number = 0
    for relations, constructions in {**LIVES, "": UNSTATED}.items():
        for construction in constructions:
            for _ in range(_TIMES):
                number += 1
                name, he, his = PEOPLE[number % len(PEOPLE)]
                date, day = DATES[number % len(DATES)]
                place, settlement = PLACES[number % len(PLACES)]
                on = ("in " if date in ("1901", "March 1901") else "on ") + date
                words = [w for w in name.split() if w not in ("Dr.", "Sir", "Jr.")]
                text = construction.format(
                    A=name, S=words[-1], F=words[0], D=date, on=on, P=place, H=he.capitalize(), h=he, p=his
                )
                values = {"date": day, "place": settlement}
                facts = [(r, name, values[r.split("_")[1]]) for r in relations.split()]
                facts += [
                    (relation, name, value) for words, relation, value in _ALSO if words in construction and relations
                ]
                yield Stated(construction, text, facts)


def works() -> Iterator[Stated]:
    """Authors: each construction with every word for a work and every title."""
    for construction in WORKS:
        for number, (work, title) in enumerate(product(WRITTEN if "{W}" in construction else ("",), TITLES)):
            name, _, his = PEOPLE[number % 2]
            text = construction.format(A=name, T=title, W=work, p=his)
            text = text.replace(" a essay", " an essay").replace(" a award", " an award")
            yield Stated(construction, text[0].upper() + text[1:], [("author", title.strip('"“”'), name)])


def books() -> Iterator[Stated]:
    """Authors: each construction with every kind of title, and with one author after the other."""
    for number, (construction, title) in enumerate(product(BOOKS, KINDS_OF_TITLES)):
        marks = title[0] + title[-1] if title[0] in "\"“‘'*_" else ""
        more = [name for slot, name in _MORE.items() if slot in construction]
        if more and title.startswith("Salt") and not marks:
            continue  # of such titles nobody can tell where one ends
        author, text = _filled(construction, number, title, marks)
        titles = [title.strip("\"“”‘’'*_"), *more]
        yield Stated(construction, text, [("author", name, author) for name in titles])


def traps() -> Iterator[Stated]:
    """Sentences that state no author, though they look like some that do."""
    for number, (construction, title) in enumerate(product(TRAPS, KINDS_OF_TITLES)):
        yield Stated(construction, _filled(construction, number, title, "")[1], [])


def _filled(construction: str, number: int, title: str, marks: str) -> tuple[str, str]:
    """An author and the text of a construction; ``marks``: those around further titles."""
    author, he, his = AUTHORS[(number * 3 + number // len(AUTHORS)) % len(AUTHORS)]
    more = {slot: marks[:1] + name + marks[1:] for slot, name in _MORE.items()}
    text = construction.format(
        A=author, B=SECOND_AUTHOR, T=title, p=his, P=his.capitalize(), H=he.capitalize(), h=he, **more
    )
    return author, _AROUND + text[0].upper() + text[1:]
