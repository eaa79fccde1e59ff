// What one does on the list and beside a call: narrow it down, take it away, leave a note, share the screen.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, unfinishedCall } from "../support/traffic.mjs";

const CONVERSATIONS = `/${PROJECT}/conversations`;

const here = world({
    fill: async (server) => {
        for (let n = 0; n < 120; n += 1) {
            await server.ingest(goodCall(`good-${n}`, { startedAt: Date.now() - (n + 2) * 60_000 }));
        }
        await server.ingest(unfinishedCall("unfinished-call"));
    },
});

test("the contact is looked for by its last digits with the permission, and not without", async () => {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.goto(`${CONVERSATIONS}?contact_last4=0111`);
    await page.getByRole("row", { name: /447700900111/ }).waitFor();
    assert.equal(await page.getByRole("row").count(), 2, "the heading and the one call");
    const other = await here.open();
    await logIn(other, here.key);
    const answer = await other.evaluate(
        (path) => fetch(path).then(({ status }) => status),
        `/api/projects/${PROJECT}/conversations?contact_last4=0111`,
    );
    assert.equal(answer, 403);
});

test("a filter by function goes on further back, and its export has the same rows", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(`${CONVERSATIONS}?function=book_table`);
    await page.getByRole("row").nth(1).waitFor();
    assert.equal(await page.getByRole("row").count(), 2);
    for (const format of ["CSV", "NDJSON"]) {
        await page.getByRole("button", { name: /export/i }).click();
        const download = page.waitForEvent("download");
        await page.getByRole("menuitem", { name: new RegExp(`^${format}`, "i") }).click();
        const text = await readFile(await (await download).path(), "utf8");
        assert.ok(text.includes("unfinished-call") && !text.includes("good-1"), format);
        assert.ok(!text.includes("447700900"), "no contact without the permission");
    }
});

test("a live call stays on top until it ends, and its clock stops then", async () => {
    // So old that it is on no page that the list looks at again.
    const whole = goodCall("old-live", { startedAt: Date.now() - 14_400_000 });
    const end = (record) => record.type === "conversation" && record.ended_at !== undefined;
    await here.server.ingest(whole.filter((record) => !end(record)));
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(CONVERSATIONS);
    const live = page.getByRole("row", { name: /live, / });
    await live.waitFor();
    await here.server.ingest(whole.filter(end));
    await live.waitFor({ state: "detached", timeout: 20_000 });
});

test("who may annotate keeps a note, and the next reader reads it and cannot write one", async () => {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.goto(`${CONVERSATIONS}/unfinished-call`);
    await page.getByRole("button", { name: /write a note/i }).click();
    await page.getByRole("textbox", { name: /note/i }).fill("Asked the booking service about it");
    await page.getByRole("button", { name: /^(keep|save)/i }).click();
    await page.getByText("Asked the booking service about it").waitFor();
    const other = await here.open();
    await logIn(other, here.key);
    await other.goto(`${CONVERSATIONS}/unfinished-call`);
    await other.getByText("Asked the booking service about it").waitFor();
    assert.equal(await other.getByRole("button", { name: /note/i }).count(), 0);
});

test("one key covers everything personal while the screen is shared", async () => {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.goto(CONVERSATIONS);
    const becomes = (covered) =>
        page.waitForFunction((covered) => {
            const row = document.querySelector("[role=row][data-index]");
            return row !== null && row.textContent.includes("hidden") === covered;
        }, covered);
    const isThere = async () => (await page.content()).includes("447700900456");
    await becomes(false);
    assert.ok(await isThere());
    await page.keyboard.press("p");
    await becomes(true);
    assert.ok(!(await isThere()));
    await page.reload();
    await becomes(true);
    assert.ok(!(await isThere()));
    await page.keyboard.press("p");
    await becomes(false);
});
