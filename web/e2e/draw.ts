/** Draw the screens of docs/console: a small world in a platform of its own, one picture a screen. */
import { mkdirSync } from "node:fs";
import { go, type Look, launch, visit, WIDE } from "./browser.ts";
import { type Platform, startPlatform } from "./platform.ts";

const FOLDER = new URL("../../docs/console/", import.meta.url).pathname;
const DB = "shop";
const SMALL: Look = { ...WIDE, width: 1080, height: 660 };

const GOOD = {
  name: "Spice",
  label: { en: "Spice", ko: "향신료" },
  key: ["code"],
  properties: [
    { name: "code", type: "xsd:string", required: true, label: { en: "Code", ko: "코드" } },
    { name: "title", type: "xsd:string", label: { en: "Name", ko: "이름" } },
    { name: "origin", type: "xsd:string", label: { en: "Origin", ko: "원산지" } },
    { name: "price", type: "xsd:decimal", unit: "won", label: { en: "Price", ko: "가격" } },
    { name: "harvested", type: "xsd:date", label: { en: "Harvested", ko: "수확일" } },
  ],
};
const NAMES = ["고춧가루 Red pepper", "Black pepper", "Cinnamon", "산초 Sansho", "Cardamom", "Turmeric", "Saffron"];
const ORIGINS = ["Korea", "India", "Sri Lanka", "Japan", "Guatemala", "Iran"];

async function makeWorld(platform: Platform, token: string): Promise<void> {
  const call = async (method: string, path: string, body: unknown) => {
    const { status } = await platform.call(token, method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status}`);
  };
  await call("POST", "/database", { name: DB, label: { en: "Spice shop", ko: "향신료 가게" } });
  await call("POST", `/database/${DB}/ontology`, GOOD);
  const instances = Array.from({ length: 400 }, (_, index) => ({
    data: {
      code: `S-${String(index + 1).padStart(3, "0")}`,
      title: NAMES[index % NAMES.length],
      origin: ORIGINS[(index * index) % ORIGINS.length],
      price: 1500 + ((index * 37) % 90) * 100,
      harvested: `2026-${String((index % 12) + 1).padStart(2, "0")}-15`,
    },
  }));
  await call("POST", `/database/${DB}/instances/bulk`, { class: "Spice", instances });
  for (const [price, reason] of [
    [2100, "the harvest was poor"],
    [1900, "a new supplier"],
  ] as const) {
    await call("PATCH", `/database/${DB}/instances/Spice/S-001`, { data: { price }, reason });
  }
  await call("POST", `/database/${DB}/branches`, { name: "kitchen", from: "main" });
  const path = `/database/${DB}/ontology/Spice`;
  await call("PATCH", `${path}?branch=kitchen&message=for+cooks`, { label: { en: "Seasoning" } });
  await call("PATCH", `${path}?message=for+merchants`, { label: { en: "Ware" } });
  await call("POST", `/database/${DB}/pull-requests`, { source: "kitchen", target: "main", title: "words for cooks" });
}

const PICTURES: Readonly<Record<string, { path: string; look: Look }>> = {
  explore: { path: `/db/${DB}/explore?f=["origin:in:Korea"]`, look: SMALL },
  past: { path: `/db/${DB}/i/Spice/S-001?v=2&cmp=true`, look: SMALL },
  ontology: { path: `/db/${DB}/ontology`, look: { ...SMALL, theme: "dark" } },
  conflicts: { path: `/db/${DB}/pulls/1?tab=conflicts`, look: SMALL },
  activity: { path: `/db/${DB}/activity`, look: { ...SMALL, language: "ko" } },
};

const platform = await startPlatform();
const browser = await launch();
try {
  const token = platform.token("kim", "admin");
  await makeWorld(platform, token);
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, { path, look }] of Object.entries(PICTURES)) {
    const seen = await visit(browser, platform.origin, token, look);
    await go(seen.page, path);
    await seen.settled();
    await seen.page.screenshot({ path: `${FOLDER}${name}.png` });
    await seen.close();
  }
} finally {
  await browser.close();
  await platform.stop();
}
