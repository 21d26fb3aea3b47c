"""Files that are brought in as texts and taken out again: every cell comes back as it stood."""

import pytest

from benchmarks.funnel_files import records
from tests.flow.conftest import Air
from tests.flow.imports.importing import IMPORTS, counts, ended, uploaded

PLAIN = 'no,name,memo\n1,kim,"a, b"\n2,"say ""hi""","two\nlines"\n3,이름,"x"\n'
ABSENT = "no,name,memo\n1,없음,-\n2,None,N/A\n3,NULL,unknown\n4,?,...\n5,.,#N/A\n"
EMPTY = 'no,name,memo\n1,"",\n2,,""\n3,"",""\n'
SPACES = 'no,name,memo\n1, kim ,"  "\n2,"\t",lee  \n3,\u3000,x\n'
NUMBERS = "no,name,memo\n007,00123,1e5\n010-1234-5678,12.50,1 000\n2024.05.01,(5),1/2\n"


@pytest.mark.parametrize("content", [PLAIN, ABSENT, EMPTY, SPACES, NUMBERS, PLAIN.replace("\n", "\r\n")])
@pytest.mark.parametrize("form", ["csv", "rows"])
def test_every_cell_of_a_table_of_texts_comes_back(air: Air, content: str, form: str) -> None:
    names, *rows = records(content)
    properties = [{"name": name, "type": "xsd:string"} for name in names]
    air.write("POST", "/database/air/ontology", {"name": "Memo", "key": ["no"], "properties": properties})
    given = {"columns": names, "rows": rows}
    source = given if form == "rows" else {"upload_id": uploaded(air, content.encode(), "memo.csv")}
    body = {"source": source, "class": "Memo", "mapping": {str(name): name for name in names}}

    told = ended(air, air.client.post(IMPORTS, body))

    assert (told["state"], counts(told)) == ("COMPLETED", (len(rows), len(rows), len(rows), 0)), told
    exported = records(air.client.get("/database/air/instances/export?class=Memo&format=csv").body.decode())
    places = [exported[0].index(name) for name in names]
    assert sorted([row[place] for place in places] for row in exported[1:]) == sorted(rows)


def test_words_of_absence_are_absence_where_they_can_be_no_value(air: Air) -> None:
    properties = [
        {"name": "no", "type": "xsd:string"},
        {"name": "name", "type": "xsd:integer"},
        {"name": "memo", "type": "EMAIL"},
    ]
    air.write("POST", "/database/air/ontology", {"name": "Memo", "key": ["no"], "properties": properties})
    body = {
        "source": {"upload_id": uploaded(air, ABSENT.encode(), "memo.csv")},
        "class": "Memo",
        "mapping": {"no": "no", "name": "name", "memo": "memo"},
    }

    told = ended(air, air.client.post(IMPORTS, body))

    assert counts(told) == (5, 5, 5, 0)
    assert all(set(each["data"]) == {"no"} for each in air.client.get("/database/air/instances?class=Memo").data)
