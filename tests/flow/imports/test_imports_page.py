"""The worked example of docs/imports.md, run: what the page says is what happens."""

import json
import re
from pathlib import Path
from typing import Any

from tests.flow.conftest import Air
from tests.flow.imports.importing import IMPORTS, counts, ended, orders, uploaded

PAGE = (Path(__file__).parents[3] / "docs" / "imports.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_says_what_happens(shop: Air) -> None:
    file, said = blocks("csv")
    asked, instance = map(json.loads, blocks("json"))
    upload = uploaded(shop, file.encode("cp949"))

    told: dict[str, Any] = ended(shop, shop.client.post(IMPORTS, {"source": {"upload_id": upload}, **asked}))
    rejects = shop.client.get(f"{IMPORTS}/{told['import_id']}/rejects").body.decode("utf-8-sig").replace("\r\n", "\n")

    assert (told["state"], counts(told)) == ("COMPLETED", (4, 4, 2, 2))
    assert orders(shop)["A-1002"] == instance
    assert rejects == said
