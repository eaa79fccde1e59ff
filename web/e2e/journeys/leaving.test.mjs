// Whoever leaves a conversation is back in the list as it was: its filters, its rows, and the row one came from.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, unfinishedCall } from "../support/traffic.mjs";

const LIST = `/${PROJECT}/conversations`;

const here = world({
    fill: async (server) => {
        const calls = Array.from({ length: 120 }, (_, n) =>
            goodCall(`good-${n}`, {
                startedAt: Date.now() - (n + 2) * 60_000,
                environment: n % 2 === 0 ? "live" : "sandbox",
            }),
        );
        await server.ingest(calls.flat());
        await server.ingest(unfinishedCall("unfinished-call"));
    },
});

const WAYS = {
    Escape: (page) => page.keyboard.press("Escape"),
    "the arrow": (page) => page.getByRole("button", { name: "Back to the conversations" }).click(),
};

async function open(query) {
    const page = await here.open();
    page.setDefaultTimeout(10_000);
    await logIn(page, here.piiKey);
    await page.goto(`${LIST}?${query}`);
    await page.getByRole("row").nth(1).waitFor();
    return page;
}

async function toPage(page, row = page.getByRole("row").nth(1)) {
    const name = await row.innerText();
    await row.getByRole("link").click();
    await page.waitForURL((url) => /\/conversations\/.+/.test(url.pathname));
    await page.getByRole("list", { name: "Transcript" }).waitFor();
    return name;
}

for (const query of [
    "environment=sandbox",
    "environment=live&environment=sandbox&channel=VOICE-SIP",
    "text=Looked+up&since=24h",
    "contact_last4=0456&handoff=false",
    "function=book_table&columns=start,functions,id",
    "duration_min_ms=1000&in_progress=false",
]) {
    for (const [way, leave] of Object.entries(WAYS)) {
        test(`${way} leads back to ${query}`, async () => {
            const page = await open(query);
            const rows = await page.getByRole("row").count();
            const name = await toPage(page);
            await leave(page);
            await page.waitForURL((url) => url.pathname === LIST);
            const asked = new URLSearchParams(query);
            for (const key of asked.keys()) {
                assert.deepEqual(new URL(page.url()).searchParams.getAll(key), asked.getAll(key), key);
            }
            await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "row");
            assert.equal(await page.evaluate(() => document.activeElement.innerText), name);
            assert.equal(await page.getByRole("row").count(), rows);
        });
    }
}

test("it is so after a reload, from the panel made a page, and after going on to another conversation", async () => {
    const page = await open("environment=sandbox");
    await toPage(page);
    await page.reload();
    await page.getByRole("list", { name: "Transcript" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.pathname === LIST && url.search === "?environment=sandbox");
    await page.getByRole("row").nth(3).getByRole("gridcell").nth(2).click();
    await page.waitForURL("**open=**");
    await page.getByRole("list", { name: "Transcript" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => /\/conversations\/.+/.test(url.pathname));
    const other = page.getByRole("region", { name: "Other calls of this contact" }).getByRole("link").nth(4);
    await other.click();
    await page.getByRole("list", { name: "Transcript" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.pathname === LIST && url.search === "?environment=sandbox");
});

test("a row further down than the first page is there again, and has the focus", async () => {
    const page = await open("has=&columns=start,id");
    const row = page.getByRole("row").filter({ hasText: "good-90" });
    for (let presses = 0; presses < 40 && (await row.count()) === 0; presses += 1) {
        await page.keyboard.press("PageDown");
        await page.waitForTimeout(100);
    }
    await toPage(page, row);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.textContent.includes("good-90"));
});

test("a view to begin with is not put over a list without filters that one comes back to", async () => {
    const page = await open("environment=sandbox");
    await page.evaluate(
        ([project]) =>
            localStorage.setItem(
                `convlog.views.${project}`,
                JSON.stringify({ saved: [{ name: "usual", search: { environment: "sandbox" } }], usual: "usual" }),
            ),
        [PROJECT],
    );
    await page.goto(LIST);
    await page.waitForURL("**environment=sandbox**");
    await page.getByRole("button", { name: "Remove the filter Environment" }).click();
    await page.waitForURL((url) => url.search === "");
    await toPage(page);
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.pathname === LIST);
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "row");
    assert.equal(new URL(page.url()).search, "");
});

test("a link without a list leads to the whole list, and the next session knows nothing of the last", async () => {
    const page = await here.open();
    await logIn(page, here.piiKey, { path: `${LIST}/good-1` });
    await page.getByRole("list", { name: "Transcript" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.pathname === LIST && url.search === "");
    await page.goto(`${LIST}?contact_last4=0456`);
    await page.getByRole("row").nth(1).waitFor();
    await page.getByRole("button", { name: /logged in as/i }).click();
    await page.getByRole("menuitem", { name: /log out/i }).click();
    await page.waitForURL("**/login**");
    await logIn(page, here.key, { path: `${LIST}/good-1` });
    await page.getByRole("list", { name: "Transcript" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.pathname === LIST && url.search === "");
});
