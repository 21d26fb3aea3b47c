/** A messy Korean sheet is brought in whole. */
import assert from "node:assert/strict";
import { go } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

const LIBRARIES = 10_000;
const SOUGHT = "종로구 제77도서관";
const TOWNS = [
  ["서울특별시", "종로구"],
  ["부산광역시", "해운대구"],
  ["경기도", "성남시"],
] as const;
const KINDS = ["공공도서관", "작은도서관", "어린이도서관"];

/** A sheet as an office publishes it: two lines of title above the header, CP949, lines that end in CRLF. */
function libraries(): Buffer {
  const lines = [
    "전국도서관표준데이터,,,,,,",
    "(2026년 11월 30일 기준),,,,,,",
    "도서관명,시도명,시군구명,도서관유형,열람좌석수,도서관전화번호,데이터기준일자",
  ];
  for (let row = 1; row <= LIBRARIES; row++) {
    const [province, town] = TOWNS[(row + 1) % TOWNS.length] ?? TOWNS[0];
    const phone = `02-${1000 + (row % 9000)}-${String((row * 7) % 10_000).padStart(4, "0")}`;
    const day = `2026-${String((row % 12) + 1).padStart(2, "0")}-15`;
    lines.push([`${town} 제${row}도서관`, province, town, KINDS[row % 3], row % 300, phone, day].join(","));
  }
  return inCp949(lines.join("\r\n"));
}

/** Encode by what the platform's own decoder reads: a browser encodes UTF-8 alone. */
function inCp949(text: string): Buffer {
  const decoder = new TextDecoder("euc-kr");
  const bytes = new Map<string, readonly number[]>();
  for (let first = 0x81; first < 0xff; first++) {
    for (let second = 0x41; second < 0xff; second++) {
      const [letter, more] = decoder.decode(Uint8Array.of(first, second));
      if (letter !== undefined && letter !== "\ufffd" && more === undefined) bytes.set(letter, [first, second]);
    }
  }
  return Buffer.from([...text].flatMap((letter) => bytes.get(letter) ?? [letter.charCodeAt(0)]));
}

export const IMPORTING: Facts = {
  "ten thousand rows of a Korean sheet in CP949 come in, and are found": async ({ kim: { page }, platform, token }) => {
    await go(page, `/db/${DB}/imports/new`);
    await page.locator("#file").setInputFiles({ name: "도서관.csv", mimeType: "text/csv", buffer: libraries() });
    await page.getByRole("cell", { name: "도서관전화번호" }).first().waitFor({ timeout: 60_000 });
    const confirm = page.getByRole("button", { name: "All of them are right" });
    if (await confirm.isVisible()) await confirm.click();
    await page.getByRole("button", { name: "Make the class and try" }).click();
    await page.getByText("10,000 rows would go in, 0 would not.").waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "Bring in", exact: true }).click();
    await page.locator("strong", { hasText: "completed" }).waitFor({ timeout: 180_000 });
    await page.getByText("10,000 / 10,000").waitFor();
    await page.locator("dl.pairs a").click();
    await page.getByText("10,000 instances").waitFor({ timeout: 60_000 });
    const [height, window] = await page.locator(".grid").evaluate((grid) => [grid.clientHeight, innerHeight]);
    assert.ok(height < window, "a grid that grows with its rows asks for all of them");

    const hits = await platform.call(token, "GET", `/database/${DB}/instances?q=${encodeURIComponent(SOUGHT)}&limit=1`);
    const [hit] = hits.data as { data: Record<string, unknown> }[];
    assert.ok(Object.values(hit?.data ?? {}).includes(SOUGHT), JSON.stringify(hit));
  },
};
