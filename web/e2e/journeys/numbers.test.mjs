// A number reads, copies and is found as it was written, wherever a producer may write one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";

const CALL = "exact-call";
const START = new Date(Date.now() - 60_000).toISOString();

/** Each in a place of its own, so that all of them must be there. */
const WRITTEN = {
    argument: "9007199254740993",
    nested: "12345678901234567890123",
    result: "41.10",
    added: "-9223372036854775809",
    before: "7.0",
    after: "8.00",
    field: "1e400",
    listed: "2.5E-7",
    span: "0.30000000000000000001",
    metric: "100.0",
    live: "18014398509481985",
};

const record = (type, fields) =>
    `{"type":"${type}","conversation_id":"${CALL}","timestamp":"${START}",${fields}}`;
const PLACE = `"turn_id":"t1"`;
const entry = (content, fields) =>
    record(
        "log",
        `${PLACE},"function_event_id":"f1","entry":{"level":"warning","content":"${content}","is_pii":false,` +
            `"timestamp":"${START}","logger":"conversation_logger",${fields}}`,
    );

const here = world({
    fill: async (server) =>
        server.ingest([
            record("conversation", `"started_at":"${START}","channel":"WEBCHAT"`),
            record("turn", `${PLACE},"number":1,"started_at":"${START}","user_input":"How much is it?"`),
            record(
                "function_event",
                `${PLACE},"function_event_id":"f1","name":"price","started_at":"${START}","duration_ms":150.0,` +
                    `"ended_at":"${START}","arguments":{"order":${WRITTEN.argument},"of":{"account":${WRITTEN.nested}}},` +
                    `"result":${WRITTEN.result},"state_changes":{"added":{"balance":${WRITTEN.added}},` +
                    `"updated":{"price":[${WRITTEN.before},${WRITTEN.after}]},"removed":[]}`,
            ),
            entry("Priced", `"factor":${WRITTEN.field},"steps":[1,${WRITTEN.listed},-0],"plain":17`),
            record(
                "span",
                `${PLACE},"span_id":"s1","kind":"llm","name":"compose_reply","started_at":"${START}","ended_at":"${START}",` +
                    `"duration_ms":80.0,"output":{"confidence":${WRITTEN.span}}`,
            ),
            record("metric", `"name":"SCORE","value":${WRITTEN.metric}`),
        ]),
});

async function open() {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.goto(`/${PROJECT}/conversations/${CALL}?layers=logs,tools,llm,metrics,api`);
    await page.getByText("Priced").first().waitFor();
    for (const name of [/price/, /compose_reply/]) {
        await page.getByRole("listitem").getByRole("button", { name }).first().click();
    }
    // What lies inside of what was opened, however deep.
    const folded = page.getByRole("button", { name: /^\d+ (key|item)s?$/, expanded: false });
    while ((await folded.count()) > 0) {
        await folded.first().click();
    }
    return page;
}

test("the page shows every number as it was written", async () => {
    const page = await open();
    const { live: _live, ...shown } = WRITTEN;
    const text = await page.locator("body").innerText();
    for (const [place, written] of Object.entries(shown)) {
        assert.ok(text.includes(written), `${place}: ${written} is not on the page`);
    }
    assert.match(text, /150 ms/, "what the server says of durations is a number like any other");
});

test("the raw view and what is copied of it have every digit", async () => {
    const page = await open();
    const line = page.getByRole("listitem").filter({ hasText: "Priced" }).last();
    await line.hover();
    await line.getByRole("button", { name: /copy as json/i }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    for (const part of [`"factor": ${WRITTEN.field}`, `${WRITTEN.listed},`, "-0\n", `"plain": 17`]) {
        assert.ok(copied.includes(part), `${part} is not in ${copied}`);
    }
    await line.getByRole("button", { name: /^raw/i }).click();
    const raw = await line.locator("pre").innerText();
    assert.equal(raw.trim(), copied.trim());
});

test("a number is found by its digits, and one that is not there is not", async () => {
    const page = await open();
    const search = page.getByRole("searchbox", { name: /in this conversation/i });
    for (const written of [WRITTEN.argument, WRITTEN.nested, WRITTEN.listed, "1e400"]) {
        await search.fill(written);
        await page.getByText(/[1-9]\d* rows? found/).waitFor();
        await search.fill(`${written}9`);
        await page.getByText("0 rows found").waitFor();
    }
});

test("a line that comes while one looks on is as exact", async () => {
    const page = await open();
    await here.server.ingest([entry("Priced again", `"order":${WRITTEN.live}`)]);
    await page.getByText("Priced again").first().waitFor();
    assert.ok((await page.locator("body").innerText()).includes(WRITTEN.live));
});
