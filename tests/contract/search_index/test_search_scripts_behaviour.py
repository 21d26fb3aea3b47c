"""What every search index makes of the world's scripts: what is one and what is another, in searches and filters."""

import pytest

from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, asked, ids, search, where

SAME = [
    ("🍕", "I love 🍕🍺!"),
    ("🇰🇷", "🇯🇵🇰🇷"),
    ("👍", "👍🏽"),
    ("👍🏽", "👍"),
    ("👩‍🚀", "an 👩‍🚀."),
    ("❤", "I ❤️ it"),
    ("❤️", "I ❤ it"),
    ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 wins"),
    ("1", "1️⃣"),
    ("cooperate", "co\u00adoperate"),
    ("foobar", "foo\u200bbar"),
    ("foobar", "\ufefffoo\u2060bar"),
    ("میخواهم", "می\u200cخواهم"),
    ("สมุด", "ห้องสมุดแห่งชาติ"),
    ("שלום", "שָׁלוֹם"),
    ("كتاب", "كِتَابٌ"),
    ("كتاب", "كتـــاب"),
    ("احمد", "أحمد"),
    ("हिन्दी", "हिन्दी भाषा"),
    ("lodz", "Łódź"),
    ("isik", "ışık"),
    ("ISIK", "ışık"),
    ("istanbul", "İSTANBUL"),
    ("strasse", "Straße"),
    ("smorrebrod", "smørrebrød"),
    ("aether", "æther"),
    ("ΟΔΟΣ", "οδός"),
    ("duong", "Đường"),
    ("full", "Ｆｕｌｌ"),
    ("iv", "ⅳ"),
    ("x2", "x²"),
    ("fire", "ﬁre"),
    ("ガ", "ｶﾞ"),
    ("ｶﾞ", "ガ"),
    ("회사", "\u1112\u116c\u1109\u1161"),
    ("café", "cafe\u0301"),
]
OTHER = [
    ("が", "ガ"),
    ("国", "國"),
    ("👩", "👩‍🚀"),
    ("🇵🇰", "🇯🇵🇰🇷"),
    ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
]


@pytest.mark.parametrize(("q", "text"), SAME)
def test_these_are_one(index: SearchIndex, q: str, text: str) -> None:
    index.apply(DATABASE, [a_document("a", name=text)])

    assert asked(index, q) == ["a"]


@pytest.mark.parametrize(("q", "text"), OTHER)
def test_these_are_two(index: SearchIndex, q: str, text: str) -> None:
    index.apply(DATABASE, [a_document("a", name=text)])

    assert asked(index, q) == []


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("🍕", "I love 🍕🍺!"),
        ("👍", "👍🏽"),
        ("cooperate", "co\u00adoperate"),
        ("foobar", "foo\u200bbar"),
        ("istanbul", "İSTANBUL"),
        ("IŞIK", "ışık"),
        ("strasse", "Straße"),
        ("ΟΔΟΣ", "οδος"),
        ("kg", "10㎏"),
        ("ガ", "ｶﾞ"),
        ("회사", "\u1112\u116c\u1109\u1161"),
        ("CAFÉ", "cafe\u0301"),
    ],
)
def test_contains_and_prefix_fold_what_is_the_same_letter(index: SearchIndex, needle: str, text: str) -> None:
    index.apply(DATABASE, [a_document("a", name=text), a_document("b", name=needle)])

    assert ids(index, where("name", "contains", needle)) == ["a", "b"]
    assert "b" in ids(index, where("name", "prefix", needle))
    assert ids(index, where("name", "prefix", text)) == (
        ["a", "b"] if needle == "👍" or not text.startswith(("I", "1")) else ["a"]
    )


@pytest.mark.parametrize(("typed", "text"), [("istan", "İstanbul"), ("lo", "Łódź"), ("🍕", "🍕 day"), ("ｶﾞ", "ガラス")])
def test_suggestions_fold_too(index: SearchIndex, typed: str, text: str) -> None:
    index.apply(DATABASE, [a_document("a", name=text)])

    assert [hit.id for hit in index.suggest(DATABASE, typed)] == ["a"]


@pytest.mark.parametrize(
    ("q", "text", "marked"),
    [
        ("fire", "the ﬁre <b>", "the <em>ﬁre</em> &lt;b&gt;"),
        ("kg", "10㎏ & more", "10<em>㎏</em> &amp; more"),
        ("ガ", "ｶﾞﾗｽ", "<em>ｶﾞ</em>ﾗｽ"),
        ("회", "\u1112\u116c\u1109\u1161", "<em>\u1112\u116c</em>\u1109\u1161"),
        ("café", "a cafe\u0301 b", "a <em>cafe\u0301</em> b"),
        ("👩‍🚀", "x👩‍🚀y", "x<em>👩‍🚀</em>y"),
        ("👍", "ok 👍🏽!", "ok <em>👍🏽</em>!"),
        ("❤", "I ❤️ it", "I <em>❤️</em> it"),
        ("会社", "㍿ABC", "<em>㍿</em>ABC"),
        ("co", "\ufeffco\u00ad op", "\ufeff<em>co</em>\u00ad op"),
        ("สม", "ห้องสมุด", "ห้อง<em>สมุ</em>ด"),
    ],
)
def test_marks_stand_on_whole_characters_of_the_text_as_it_was_stored(
    index: SearchIndex, q: str, text: str, marked: str
) -> None:
    index.apply(DATABASE, [a_document("a", name=text)])

    found = [list(hit.highlight["name"]) for hit in search(index, q=q, highlight=True).hits]

    assert found == [[marked]]
