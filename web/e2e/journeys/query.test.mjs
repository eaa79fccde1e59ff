// Finding calls and log lines by a query: typed, completed, clicked together from values, and carried from list to list.

import assert from "node:assert/strict";
import { test } from "node:test";

import { becomes, logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { personalCall, VALUES } from "../support/personal.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, log } from "../support/traffic.mjs";

const CONVERSATIONS = `/${PROJECT}/conversations`;
const LOGS = `/${PROJECT}/logs`;
const HOUR_MS = 3_600_000;
/** The lines of the last day that a reader without the permission finds. */
const LINES = 7;

const here = world({
    fill: async (server) => {
        for (let n = 0; n < 5; n += 1) {
            await server.ingest(goodCall(`good-${n}`, { startedAt: Date.now() - (n + 5) * 60_000 }));
        }
        await server.ingest(refusedCall("refused-call", Date.now() - 3 * 60_000));
        await server.ingest(goodCall("old-call", { startedAt: Date.now() - 50 * HOUR_MS, environment: "sandbox" }));
        await server.ingest(personalCall("personal-call"));
    },
});

/** A call whose function logged that it was refused, with a key named like a field. */
function refusedCall(id, startedAt) {
    const at = new Date(startedAt + 6300).toISOString();
    const place = { turn_id: `${id}-2`, function_event_id: `${id}-f` };
    return [
        ...goodCall(id, { startedAt, environment: "draft" }),
        log(id, "error", "The service said no", at, place, { status: 409, "rate limit": 'so "much"', function: "own" }),
    ];
}

const queryBox = (page) => page.getByRole("combobox", { name: /search/i });
const queryIn = (page) => new URL(page.url()).searchParams.get("query");
const rows = (page) => page.locator("[role=row][data-index]");

async function open(path = CONVERSATIONS, { key = here.key, ...options } = {}) {
    const page = await here.open(options);
    page.setDefaultTimeout(15_000);
    await logIn(page, key);
    await page.goto(path);
    await queryBox(page).waitFor();
    return page;
}

const becomesRows = (page, count) =>
    becomes(
        () => rows(page).count(),
        (found) => found === count,
        `${count} rows`,
    );

test("a query is completed by keyboard, holds with Enter, and its row leads to the line that matched", async () => {
    const page = await open();
    await becomesRows(page, 8);
    await page.keyboard.press("/");
    await page.keyboard.type("lev");
    await page.getByRole("option", { name: /level:/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    assert.equal(await queryBox(page).inputValue(), "level:");
    await page.getByRole("option", { name: "error" }).waitFor();
    await page.keyboard.type("er");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.equal(await queryBox(page).inputValue(), "level:error ");
    await page.keyboard.type("status:409");
    await page.keyboard.press("Enter");
    await becomes(
        () => queryIn(page),
        (query) => query === "level:error status:409",
        "the address",
    );
    await becomesRows(page, 1);
    await rows(page).first().getByText("The service said no").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("open") === "refused-call" && url.searchParams.has("entry"));
    const line = page.locator("[aria-current=location]");
    await line.waitFor();
    assert.match(await line.textContent(), /The service said no/);
});

test("nothing is typed that was not chosen, and Escape closes the options before it leaves the field", async () => {
    const page = await open();
    await queryBox(page).fill("lev");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option").first().waitFor({ state: "hidden" });
    assert.ok(await queryBox(page).evaluate((field) => field === document.activeElement));
    assert.equal(await queryBox(page).inputValue(), "lev");
});

test("what cannot be read is underlined and said, and the list of before stays", async () => {
    const page = await open(`${CONVERSATIONS}?query=level:error`);
    await becomesRows(page, 1);
    await queryBox(page).fill("level:error turn:x");
    await page.locator("[class*=wrong]").filter({ hasText: "turn:x" }).waitFor();
    const described = await queryBox(page).getAttribute("aria-describedby");
    const why = await page.locator(`[id="${described}"]`).textContent();
    assert.match(why, /number/);
    await page.keyboard.press("Enter");
    await page.locator("[class*=wrong]").waitFor();
    assert.equal(queryIn(page), "level:error");
    assert.equal(await rows(page).count(), 1);
});

test("an example of the help holds with a click", async () => {
    const page = await open();
    await page.getByRole("button", { name: "How to write a query" }).click();
    await page
        .getByRole("dialog")
        .getByRole("button", { name: /level:error since:1d/ })
        .click();
    await becomes(
        () => queryIn(page),
        (query) => query === "level:error since:1d",
        "the address",
    );
    await becomesRows(page, 1);
});

test("links with the parameters of before keep their filters, as chips beside a query", async () => {
    const page = await open(`${CONVERSATIONS}?text=Looked&environment=sandbox&query=level:info`);
    await becomesRows(page, 1);
    await page.getByRole("button", { name: "Remove the filter Text" }).waitFor();
    await page.getByRole("button", { name: "Remove the filter Environment" }).click();
    await becomesRows(page, 7);
    assert.equal(queryIn(page), "level:info");
});

test("values of a row are asked for alone, or left out, by keyboard", async () => {
    const page = await open();
    await becomesRows(page, 8);
    await page.keyboard.press("j");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.getByRole("button", { name: "Not this: env draft" }).press("Enter");
    await becomes(
        () => queryIn(page),
        (query) => query === '-env:"draft"',
        "the address",
    );
    await becomesRows(page, 7);
});

test("values of a line of a review are asked for alone, in the list", async () => {
    const page = await open();
    // A text with quotation marks under a key with a blank, and a key that is called like a field.
    for (const [value, wanted] of [
        ['rate limit so "much"', '"rate limit":"so \\"much\\""'],
        ["function own", 'entry.function:"own"'],
        ["status 409", "status:409"],
    ]) {
        await page.goto(`${CONVERSATIONS}?query=`);
        await becomesRows(page, 8);
        await page.goto(`${CONVERSATIONS}/refused-call`);
        await page.getByRole("list", { name: "Transcript" }).waitFor();
        await page.keyboard.press("e");
        await page.locator(":focus").getByText("The service said no").waitFor();
        await page.locator(":focus").getByRole("button", { name: "Only this, or not this" }).press("Enter");
        await page.getByRole("button", { name: `Only this: ${value}`, exact: true }).click();
        await becomes(
            () => queryIn(page),
            (query) => query === wanted,
            wanted,
        );
        await becomesRows(page, 1);
    }
});

test("the logs show the last day, lead to the line and back, and carry the query to the conversations", async () => {
    const page = await open(LOGS);
    await rows(page).first().waitFor();
    await becomesRows(page, LINES);
    await page.getByRole("button", { name: "Search lines of any time" }).click();
    await becomesRows(page, LINES + 1);
    await page.goto(LOGS);
    await becomesRows(page, LINES);
    await page.keyboard.press("/");
    await page.keyboard.type("status:>=400");
    await page.keyboard.press("Enter");
    await becomesRows(page, 1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/conversations/refused-call**");
    const line = page.locator("[aria-current=location]");
    await line.waitFor();
    assert.match(await line.textContent(), /The service said no/);
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.pathname === LOGS);
    assert.equal(queryIn(page), "status:>=400");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "row");
    await page.getByRole("link", { name: "Conversations", exact: true }).click();
    await page.waitForURL((url) => url.pathname === CONVERSATIONS);
    assert.equal(queryIn(page), "status:>=400");
    await becomesRows(page, 1);
    await page.getByRole("link", { name: "Logs", exact: true }).click();
    await page.waitForURL((url) => url.pathname === LOGS);
    assert.equal(queryIn(page), "status:>=400");
});

test("bars over the logs count the lines, and one of them is asked for alone, by pointer or by keyboard", async () => {
    const page = await open(LOGS);
    await becomesRows(page, LINES);
    const bars = page.getByRole("toolbar", { name: "Stretches of time" }).getByRole("button");
    const names = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute("aria-label")));
    const countOf = (name) =>
        [...name.matchAll(/([\d,]+) (?:error|warning|info)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
    assert.equal(
        names.map(countOf).reduce((sum, count) => sum + count, 0),
        LINES,
    );
    const filled = names.findLastIndex((name) => countOf(name) > 0);
    await bars.nth(filled).click();
    await page.waitForURL((url) => /time:/.test(url.searchParams.get("query")));
    await becomesRows(page, countOf(names[filled]));
    await page.goto(LOGS);
    await becomesRows(page, LINES);
    await bars.first().focus();
    await page.keyboard.press("End");
    for (let presses = names.length - 1; presses > filled; presses -= 1) await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => /time:/.test(url.searchParams.get("query")));
    await becomesRows(page, countOf(names[filled]));
    await page.goto(LOGS);
    await becomesRows(page, LINES);
    await bars.first().hover();
    await page.mouse.down();
    await bars.last().hover();
    await page.mouse.up();
    await page.waitForURL((url) => /time:/.test(url.searchParams.get("query")));
    await becomesRows(page, LINES);
});

test("logs that hold nothing say what to change, and a query that cannot be read says why", async () => {
    const page = await open(`${LOGS}?query=nobody-said-this`);
    await page.getByRole("heading", { name: /no line of the last day/i }).waitFor();
    await page.getByRole("button", { name: "Without the query" }).click();
    await becomesRows(page, LINES);
    await page.goto(`${LOGS}?query=turn:x`);
    await page.getByRole("alert").waitFor();
    await page.locator("[class*=wrong]").waitFor();
});

test("nothing personal is in a line that matched, in the logs or in the address while the screen is shared", async () => {
    for (const path of [CONVERSATIONS, LOGS]) {
        const page = await open(`${path}?query=${VALUES.content}`, { key: here.piiKey });
        await becomesRows(page, 1);
        assert.ok((await page.content()).includes(VALUES.content), "it is there for who may read it");
        await page.keyboard.press("p");
        await page.waitForURL((url) => url.search.includes("covered-"));
        await becomes(
            () => page.locator("main").evaluate((main) => main.textContent),
            (text) => text.includes("hidden"),
            "what is covered",
        );
        const seen = await page.evaluate(() => {
            const copy = document.documentElement.cloneNode(true);
            for (const field of copy.querySelectorAll("input")) field.removeAttribute("value");
            return `${location.href}\n${copy.outerHTML}`;
        });
        for (const value of Object.values(VALUES)) {
            assert.ok(!seen.includes(value), `${path} shows ${value}`);
        }
        assert.equal(await rows(page).count(), 1, "the query holds on");
        const other = await open(path);
        await becomes(
            () => rows(other).count(),
            (count) => count > 1,
            "rows",
        );
        assert.ok(!(await other.content()).includes(VALUES.content));
    }
});
