// A call of half a million lines reads like any other: it opens at the line that explains it, and what is not in sight is
// not held.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { largeCall, log } from "../support/traffic.mjs";

const MEMORY_MB_MAX = 200;
const FAILING_LINE = "Upstream refused the request";
const CALL = `/${PROJECT}/conversations/large-call`;

const here = world({
    fill: async (server) => {
        for (const records of largeCall("large-call")) {
            await server.ingest(records);
        }
    },
});

const line = (page, words) => page.getByRole("listitem").filter({ hasText: words }).first();

/** Whether nothing that is in sight waits to be read. */
const isRead = (page) => page.waitForFunction(() => document.querySelector("[role=listitem] [aria-busy]") === null);

async function open(path = "") {
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(CALL + path);
    return page;
}

test("it opens at the line that explains it", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    const times = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
        await page.goto(`/${PROJECT}/conversations`);
        const row = page.getByRole("row").nth(1);
        await row.waitFor();
        await page.waitForLoadState("networkidle");
        const begun = Date.now();
        await row.click();
        await line(page, FAILING_LINE).waitFor();
        times.push(Date.now() - begun);
    }
    console.log(`# from click to line, ms: ${times.join(", ")}`);
    await page.getByRole("heading", { name: "Turn 50", exact: true }).waitFor();
    await page.waitForFunction((words) => document.activeElement?.textContent?.includes(words) ?? false, FAILING_LINE);
    await page
        .getByText(/refused the request.*turn 50/i)
        .first()
        .waitFor();
});

test("the line that explains it waits for nothing that is large", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    let goOn;
    const isRead = new Promise((resolve) => {
        goOn = resolve;
    });
    await page.route(/\/(outline|turns)(\?|$)/, async (route) => {
        await isRead;
        await route.continue();
    });
    await page.goto(CALL);
    const explaining = line(page, FAILING_LINE);
    await explaining.waitFor();
    await explaining.getByText("status 409").waitFor();
    await page.getByText("Reading 500,000 lines").waitFor();
    await page.waitForFunction((words) => document.activeElement?.textContent?.includes(words) ?? false, FAILING_LINE);
    goOn();
    await page.getByRole("heading", { name: "Turn 50", exact: true }).waitFor();
    await explaining.waitFor();
    await page.waitForFunction((words) => document.activeElement?.textContent?.includes(words) ?? false, FAILING_LINE);
});

test("what cannot be read of the line that explains it leaves the rest to be read", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    await page.route("**/entries?**", (route) => route.fulfill({ status: 400, json: { error_message: "not now" } }));
    await page.goto(CALL);
    await page.getByRole("heading", { name: "Turn 50", exact: true }).waitFor();
});

test("it goes to any turn and to any line, and what comes moves nothing", async () => {
    const page = await open();
    await line(page, FAILING_LINE).waitFor();
    const field = page.getByLabel("Go to turn");
    for (const turn of [97, 2, 60]) {
        await field.fill(String(turn));
        await field.press("Enter");
        const head = page.getByRole("heading", { name: `Turn ${turn}`, exact: true });
        await head.waitFor();
        await line(page, `Question number ${turn}`).waitFor();
        const before = await head.boundingBox();
        await isRead(page);
        const after = await head.boundingBox();
        assert.ok(Math.abs(before.y - after.y) <= 2, `the turn moved by ${after.y - before.y} px`);
    }
    const found = await page.evaluate(async (call) => {
        const path = `/api/projects${call.replace("conversations", "conversations")}/entries?text=Step+4321+of+turn+60&at=`;
        const outline = await (await fetch(`/api/projects${call}/outline`)).json();
        const start = outline.turns.find(({ number }) => number === 60).started_at;
        const answer = await (await fetch(path + encodeURIComponent(start))).json();
        return answer.entries[0].id;
    }, CALL);
    const linked = await open(`?entry=${found}`);
    await line(linked, "Step 4321 of turn 60").waitFor();
    await linked.waitForFunction(() => document.activeElement?.textContent?.includes("Step 4321 of turn 60") ?? false);
});

test("the middle of a long function is read where the scroll bar is let go, and the keys go on across it", async () => {
    const page = await open("?turn=60");
    const fold = page.getByRole("button", { name: /\+\s?5,000 lines/ });
    await fold.waitFor();
    await isRead(page);
    await fold.click();
    await line(page, "Step 0 of turn 60").waitFor();
    await page.getByRole("heading", { name: "Turn 60", exact: true }).evaluate((heading) => {
        let scroller = heading.parentElement;
        while (getComputedStyle(scroller).overflowY !== "auto") scroller = scroller.parentElement;
        scroller.scrollTop += 3000 * 26;
    });
    await page
        .getByText(/^Step (29|30)\d\d of turn 60$/)
        .first()
        .waitFor();
    await isRead(page);
    const lines = await page.getByText(/^Step \d+ of turn 60$/).allInnerTexts();
    const steps = lines.map((words) => Number(words.split(" ")[1]));
    assert.deepEqual(
        steps,
        [...steps].sort((left, right) => left - right),
    );
    assert.equal(new Set(steps).size, steps.length);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    const stepOf = async () => Number(/Step (\d+) of/.exec(await focused())?.[1] ?? Number.NaN);
    await line(page, `Step ${steps[5]} of turn 60`).locator("bdi").first().click();
    const first = await stepOf();
    for (let press = 0; press < 250; press += 1) {
        await page.keyboard.press("j");
        await page.waitForFunction(() => document.activeElement?.querySelector("[aria-busy]") === null);
    }
    assert.equal(await stepOf(), first + 250);
});

test("it is searched on the server, by text and by level", async () => {
    const page = await open();
    await line(page, FAILING_LINE).waitFor();
    const search = page.getByLabel("Search in this conversation");
    await search.fill("step 4242 OF turn 99");
    await line(page, "Step 4242 of turn 99").waitFor();
    await page.getByText("1 row found", { exact: true }).waitFor();
    await search.fill("of turn 3");
    await page.getByText(/at least \d{3} rows found/).waitFor();
    await search.fill("nobody wrote this");
    await page.getByText("Nothing in this conversation matches").waitFor();
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByRole("group", { name: "Level" }).getByRole("button", { name: "Errors" }).click();
    await page.getByText("1 row found", { exact: true }).waitFor();
    await line(page, FAILING_LINE).waitFor();
});

test("it holds no more than it needs, wherever one has been", async () => {
    const page = await open();
    await line(page, FAILING_LINE).waitFor();
    const session = await page.context().newCDPSession(page);
    for (let place = 0; place < 100; place += 1) {
        await page.evaluate(
            (share) => {
                let scroller = document.querySelector("[role=list][aria-label=Transcript]");
                while (getComputedStyle(scroller).overflowY !== "auto") scroller = scroller.parentElement;
                scroller.scrollTop = scroller.scrollHeight * share;
            },
            ((place * 37) % 100) / 100,
        );
        await page.waitForTimeout(80);
        await isRead(page);
    }
    await session.send("HeapProfiler.collectGarbage");
    await session.send("Performance.enable");
    const { metrics } = await session.send("Performance.getMetrics");
    const heap = metrics.find(({ name }) => name === "JSHeapUsedSize").value / 1e6;
    const browser = await here.browser.newBrowserCDPSession();
    const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
    const resident = processInfo
        .filter(({ type }) => type === "renderer")
        .map(({ id }) => Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0) / 1000);
    console.log(`# script heap ${heap.toFixed(0)} MB, the page's process ${Math.max(...resident).toFixed(0)} MB`);
    assert.ok(Math.max(...resident, heap) < MEMORY_MB_MAX);
});

test("what cannot be read says so in its place, and is read when asked again", async () => {
    const page = await open("?turn=20");
    await line(page, "Question number 20").waitFor();
    await isRead(page);
    await page.route("**/entries?**", (route) => route.fulfill({ status: 400, json: { error_message: "not now" } }));
    await line(page, "+100 lines")
        .getByRole("button", { name: /\+\s?100 lines/ })
        .click();
    const alert = page.getByRole("alert").filter({ hasText: "could not be read: not now" }).first();
    await alert.waitFor();
    await page.unroute("**/entries?**");
    await alert.getByRole("button", { name: "Try again" }).click();
    await page
        .getByText(/^Step \d+ of turn \d+$/)
        .first()
        .waitFor();
});

test("on paper a part says that it is one", async () => {
    const page = await open("?turn=20");
    await line(page, "Question number 20").waitFor();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.getByText(/Printed is what was in sight/).waitFor();
    await page
        .getByText(/500,000 lines/)
        .first()
        .waitFor();
});

test("a large call that goes on is followed at its end", async () => {
    const startedAt = Date.now() - 4 * 60_000;
    for (const records of largeCall("large-live-call", { turns: 2, startedAt, hasEnded: false })) {
        await here.server.ingest(records);
    }
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(`/${PROJECT}/conversations/large-live-call`);
    await line(page, "Answer number 2").waitFor();
    const now = () => new Date().toISOString();
    const place = { turn_id: "large-live-call-t2" };
    await here.server.ingest([log("large-live-call", "warning", "It just happened", now(), place)]);
    const arrived = line(page, "It just happened");
    await arrived.waitFor();
    assert.ok(await arrived.evaluate((row) => row.getBoundingClientRect().bottom <= innerHeight));
    await page.keyboard.press("Home");
    await line(page, "Question number 1").waitFor();
    await here.server.ingest([log("large-live-call", "error", "And then this", now(), place)]);
    await page.getByRole("button", { name: "1 new below" }).click();
    await line(page, "And then this").waitFor();
});
