"""The language of a document: told, or guessed from its script and its function words."""

# ruff: noqa: E501
from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.read.language import UNDECIDED, guessed, language_code, languages

# our own sentences
SAMPLES = {
    "en": "The old house at the end of the lane was sold to a man from the city, and he has not been seen since.",
    "de": "Das alte Haus am Ende der Gasse wurde an einen Mann aus der Stadt verkauft, und er ist seitdem nicht gesehen worden.",
    "fr": "La vieille maison au bout de la ruelle est vendue à un homme de la ville, et il n'est pas revenu avec les clés.",
    "es": "La casa vieja del camino fue vendida a un hombre de la ciudad, y no se ha visto más por el pueblo con su perro.",
    "it": "La vecchia casa in fondo alla strada è stata venduta a un uomo della città, che non si è più visto con gli amici.",
    "pt": "A casa velha da rua foi vendida a um homem da cidade, e ele não é visto desde então com os seus cães na praça.",
    "nl": "Het oude huis aan het einde van de straat is verkocht aan een man uit de stad, en hij werd niet meer gezien door ons.",
    "pl": "Stary dom na końcu ulicy został sprzedany i nie jest już pusty, ale jego właściciel nie przyjechał do miasta od roku.",
    "sv": "Det gamla huset vid gatan är sålt till en man från staden, och han har inte setts på torget som förr av oss.",
    "tr": "Bu eski ev bir adam için çok pahalı ve ne yazık ki daha ucuz olan da yok gibi, ama sonra satıldı.",
    "ru": "Старый дом в конце улицы был продан, и он не пустует, но его хозяин не приехал в город.",
    "uk": "Старий будинок у кінці вулиці був проданий, але його власник не приїхав до міста від того часу.",
    "el": "Το παλιό σπίτι στο τέλος του δρόμου πουλήθηκε σε έναν άνδρα από την πόλη.",
    "zh": "巷子尽头的老房子卖给了一个城里人，从那以后再也没有人见过他。",
    "ja": "路地の端にある古い家は町の男に売られ、それ以来彼の姿を見た者はいない。",
    "ko": "골목 끝에 있는 오래된 집은 도시에서 온 남자에게 팔렸고 그 후로 그를 본 사람은 없다.",
    "ar": "بيع البيت القديم في نهاية الزقاق لرجل من المدينة ولم يره أحد منذ ذلك الحين.",
    "he": "הבית הישן בקצה הסמטה נמכר לאיש מן העיר ומאז לא נראה שוב.",
    "hi": "गली के अंत में पुराना घर शहर के एक आदमी को बेच दिया गया।",
    "th": "บ้านเก่าที่ปลายซอยถูกขายให้กับชายจากในเมือง",
}  # fmt: skip


@pytest.mark.parametrize("language", SAMPLES)
@pytest.mark.parametrize("times", [1, 40])
def test_sentences_of_many_languages(language: str, times: int) -> None:
    assert guessed(pl.Series([SAMPLES[language] * times])).to_list() == [language]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Anna Bellamy wurde am 3. März 1901 in Berlin geboren.", "de"),
        ("Anna Bellamy est née le 3 mars 1901 à Paris.", "fr"),
        ("Anna Bellamy nació el 3 de marzo de 1901.", "es"),
        ("安娜于1901年3月3日出生。", "zh"),
    ],
)
def test_one_short_sentence(text: str, language: str) -> None:
    assert guessed(pl.Series([text])).to_list() == [language]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Bellamy was born on 3 March 1901.",
        "Anna Bellamy (born 3 March 1901)",
        "MOORE, William, a Representative from La Salle; born in Lake Charles, La., la la la",
        "Jean-Pierre de la Tour (born 3 March 1901), der Graf von Berg",
        "José Ñáñez (born 1901)",
        "1, 2, 3",
        "",
        "\x00\ud7ff\U0010ffff",
    ],
)
def test_what_may_be_english_is_not_called_another_language(text: str) -> None:
    assert guessed(pl.Series([text])).to_list()[0] in ("en", UNDECIDED)


def test_what_the_data_set_tells_comes_first() -> None:
    texts = pl.Series([SAMPLES["en"], SAMPLES["de"], SAMPLES["de"], SAMPLES["fr"]])
    told = pl.Series(["deu_Latn", None, "C++", "English"])
    assert languages(texts, told).to_list() == ["de", "de", "de", "en"]
    assert languages(texts).to_list() == ["en", "de", "de", "fr"]


@pytest.mark.parametrize(
    ("value", "code"),
    [("en", "en"), ("EN", "en"), ("en-US", "en"), ("eng_Latn", "en"), ("English", "en"), ("zho_Hans", "zh"), ("cmn", "zh"),
     ("ltz_Latn", "ltz"), ("Go", None), ("C", None), ("Python", None), ("und", None), ("", None), (None, None), ("x" * 99, None)],
)  # fmt: skip
def test_codes_as_data_sets_write_them(value: str | None, code: str | None) -> None:
    assert language_code(value) == code


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_text_has_a_language_and_others_do_not_matter(texts: list[str]) -> None:
    texts = [t.encode("utf-8", "replace").decode() for t in texts]
    whole = guessed(pl.Series(texts, dtype=pl.String)).to_list()
    assert whole == [guessed(pl.Series([t])).to_list()[0] for t in texts]
