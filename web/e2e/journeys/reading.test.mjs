// How a review reads: what went wrong stands out, waits can be compared, an exchange with a model is a chat, and whatever
// can be opened holds something.

import assert from "node:assert/strict";
import { test } from "node:test";

import { becomes, logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, log } from "../support/traffic.mjs";

const CALL = "reading-call";
const START = Date.now() - 900_000;
const at = (ms) => new Date(START + ms).toISOString();
const record = (type, fields) => ({ type, conversation_id: CALL, ...fields });

/** How long the caller waited in each turn, in seconds. */
const WAITS = [2.5, 3, 12, 2.2, 6, 2.1, 9, 2.4, 4, 2.3, 5, 8, 0.6];
const STATUSES = { 200: false, 302: false, 400: true, 404: true, 429: true, 500: true, 503: true };
const MESSAGES = [
    { role: "system", content: "You are the front desk." },
    { role: "user", content: "Is there a table at 19:00?" },
    {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", function: { name: "find_table", arguments: '{"time":"19:00"}' } }],
    },
    { role: "tool", tool_call_id: "c1", content: "free" },
];

function records() {
    const made = [record("conversation", { timestamp: at(0), started_at: at(0), channel: "WEBCHAT" })];
    WAITS.forEach((seconds, index) => {
        const began = index * 30_000;
        made.push(
            record("turn", {
                turn_id: `t${index + 1}`,
                number: index + 1,
                timestamp: at(began),
                started_at: at(began),
                user_input: "And then?",
                user_input_datetime: at(began + 1000),
                agent_response: "That.",
                agent_response_datetime: at(began + 1000 + seconds * 1000),
            }),
        );
    });
    const turn = { turn_id: "t1" };
    const span = (id, fields) =>
        made.push(
            record("span", {
                ...turn,
                span_id: id,
                timestamp: at(1600),
                started_at: at(1500),
                ended_at: at(1600),
                ...fields,
            }),
        );
    for (const status of Object.keys(STATUSES)) {
        span(`h${status}`, { kind: "http", method: "GET", url: `/of/${status}`, status_code: Number(status) });
    }
    span("m1", {
        kind: "llm",
        name: "compose",
        input: MESSAGES,
        output: { role: "assistant", content: "Yes, one is free." },
    });
    span("m2", { kind: "llm", name: "classify", input: "a sentence", output: { label: "booking" } });
    span("empty", { kind: "tts", name: "speak_nothing" });
    const call = (id, began, fields = {}) =>
        made.push(
            record("function_event", {
                ...turn,
                function_event_id: id,
                timestamp: at(began),
                name: id,
                started_at: at(began),
                ended_at: at(began + 400),
                ...fields,
            }),
        );
    call("calm", 1100);
    call("outer", 1200, { state_changes: { added: {}, updated: {}, removed: [] } });
    call("inner", 1250, { parent_id: "outer", ended_at: at(1300) });
    call("wrote_an_error", 1350);
    made.push(
        log(CALL, "error", "It went wrong inside", at(1260), { ...turn, function_event_id: "inner" }),
        log(CALL, "error", "It went wrong here", at(1360), { ...turn, function_event_id: "wrote_an_error" }),
        record("conversation", { timestamp: at(600_000), ended_at: at(600_000), ended_by: "caller" }),
    );
    return made;
}

const here = world({
    fill: async (server) => {
        await server.ingest(records());
        await server.ingest(goodCall("good-call"));
    },
});

async function open(call = CALL, options = {}) {
    const page = await here.open(options);
    page.setDefaultTimeout(10_000);
    await page.setViewportSize({ width: 1440, height: 2400 });
    await logIn(page, here.piiKey);
    await page.goto(`/${PROJECT}/conversations/${call}?layers=logs,tools,variables,llm,latency,api`);
    await page.getByRole("list", { name: "Transcript" }).waitFor();
    return page;
}

const rowOf = (page, text) => page.getByRole("listitem").filter({ hasText: text }).first();

/** The hue of a colour, in degrees. */
const hueOf = ([red, green, blue]) => {
    const [max, min] = [Math.max(red, green, blue), Math.min(red, green, blue)];
    const part =
        max === red
            ? (green - blue) / (max - min)
            : max === green
              ? 2 + (blue - red) / (max - min)
              : 4 + (red - green) / (max - min);
    return (part * 60 + 360) % 360;
};
const rgb = (colour) =>
    colour
        .match(/[\d.]+/g)
        .slice(0, 3)
        .map(Number);
const apart = (one, other) => Math.min(Math.abs(one - other), 360 - Math.abs(one - other));

test("a request that failed is red by its number, and one that did not is not", async () => {
    const page = await open();
    for (const [status, failed] of Object.entries(STATUSES)) {
        const row = rowOf(page, `/of/${status}`);
        const colour = await row
            .getByText(status, { exact: true })
            .last()
            .evaluate((element) => getComputedStyle(element).color);
        const [red, green, blue] = rgb(colour);
        assert.equal(red > 2 * green && red > 2 * blue, failed, `${status} is ${colour}`);
        assert.equal((await row.innerText()).includes("failed"), failed, status);
    }
});

test("a tick stands only where nothing went wrong, inside either", async () => {
    const page = await open();
    for (const [name, ticks] of [
        ["calm", 1],
        ["outer", 0],
        ["inner", 0],
        ["wrote_an_error", 0],
    ]) {
        const row = page
            .getByRole("listitem")
            .filter({ has: page.getByRole("button", { name: new RegExp(`^ƒ? ?${name}`) }) });
        assert.equal(await row.first().getByRole("img", { name: "returned" }).count(), ticks, name);
    }
});

test("an exchange with a model reads as a chat, and what is none is shown as it came", async () => {
    const page = await open();
    await rowOf(page, "compose").getByRole("button").first().click();
    const row = rowOf(page, "compose");
    const said = await row.locator("ol > li").allInnerTexts();
    assert.equal(said.length, MESSAGES.length + 1);
    for (const [index, words] of [
        /^system\s+You are the front desk\./,
        /^user\s+Is there a table at 19:00\?/,
        /^assistant\s+asks for find_table[^]*\{"time":"19:00"\}/,
        /^tool\s+free[^]*tool_call_id\s+c1/,
        /^assistant\s+Yes, one is free\./,
    ].entries()) {
        assert.match(said[index], words);
    }
    await rowOf(page, "classify").getByRole("button").first().click();
    const plain = await rowOf(page, "classify").innerText();
    assert.match(plain, /a sentence/);
    assert.match(plain, /label\s+booking/);
    assert.equal(await rowOf(page, "classify").locator("ol > li").count(), 0);
});

test("whatever can be opened holds something", async () => {
    const page = await open();
    assert.equal(await rowOf(page, "speak_nothing").getByRole("button").count(), 0, "there is nothing to open");
    const transcript = page.getByRole("list", { name: "Transcript" });
    // What opens a menu beside the transcript opens nothing in it.
    const closed = transcript.locator('button[aria-expanded="false"]:not([aria-haspopup])');
    for (let index = 0; index < (await closed.count()); index += 1) {
        const opener = closed.nth(index);
        const name = await opener.innerText();
        const before = (await transcript.innerText()).length;
        const length = async () => (await transcript.innerText()).length;
        await opener.click();
        await becomes(length, (now) => now > before, `what ${name} opens to`);
        await transcript.getByRole("button", { expanded: true }).first().click();
        await becomes(length, (now) => now <= before, `${name} to close`);
    }
    await rowOf(page, "outer").getByRole("button").first().click();
    assert.ok(!(await transcript.innerText()).includes("Variables"), "no variable was changed");
});

test("waits are drawn on one scale with ticks, and the colours are explained", async () => {
    const page = await open();
    const bars = page.getByRole("img", { name: /not accounted for/ });
    await bars.first().waitFor();
    const drawn = await bars.evaluateAll((all) =>
        all.map((svg) => ({
            width: svg.querySelector("rect").getBoundingClientRect().width,
            whole: svg.getBoundingClientRect().width,
            ticks: svg.querySelectorAll("line").length,
        })),
    );
    assert.ok(drawn.length >= 3);
    for (const [index, bar] of drawn.entries()) {
        const expected = (WAITS[index] / WAITS[0]) * drawn[0].width;
        assert.ok(Math.abs(bar.width - expected) <= 1.5, `turn ${index + 1}: ${bar.width} and not ${expected}`);
        assert.equal(bar.whole, drawn[0].whole);
        assert.ok(bar.ticks >= 3);
    }
    const legend = page.getByRole("list", { name: "What the bars show" });
    assert.equal(await legend.count(), 1);
    assert.match(await legend.innerText(), /0 to 12 s, a tick every 2\.0 s\s+functions\s+HTTP\s+language model/);
});

for (const colorScheme of ["light", "dark"]) {
    test(`the colour of language models is unlike that of personal data (${colorScheme})`, async () => {
        const page = await open(CALL, { colorScheme });
        const legend = page.getByRole("list", { name: "What the bars show" });
        const swatch = legend.getByRole("listitem").filter({ hasText: "language model" }).locator("i");
        const model = await swatch.evaluate((element) => getComputedStyle(element).backgroundColor);
        const personal = await page.evaluate(() => {
            const probe = document.createElement("i");
            probe.style.color = "var(--personal)";
            document.body.append(probe);
            return getComputedStyle(probe).color;
        });
        assert.ok(apart(hueOf(rgb(model)), hueOf(rgb(personal))) >= 60, `${model} and ${personal}`);
    });
}

test("the longest silences are named, the longest first", async () => {
    const page = await open();
    const beside = page.getByRole("region", { name: /silences over 2 s/i });
    const said = await beside.getByRole("button").allInnerTexts();
    const turns = said.map((one) => Number(/turn (\d+)/.exec(one)[1]));
    const expected = WAITS.map((wait, index) => ({ wait, turn: index + 1 }))
        .sort((one, other) => other.wait - one.wait)
        .slice(0, 8)
        .map(({ turn }) => turn);
    assert.deepEqual(turns, expected);
    assert.match(await beside.innerText(), /and 4 shorter ones/);
});

test("figures are of one width in columns of numbers, and nowhere else", async () => {
    const page = await open();
    const isTabular = (locator) =>
        locator.evaluate((element) => getComputedStyle(element).fontVariantNumeric.includes("tabular"));
    assert.equal(await isTabular(page.locator("body")), false);
    assert.equal(await isTabular(page.getByText("And then?").first()), false);
    await page.goto(`/${PROJECT}/conversations`);
    const row = page.getByRole("row").filter({ hasText: "30 s" }).first();
    await row.waitFor();
    const cells = row.getByRole("gridcell");
    const tabular = [];
    for (const cell of await cells.all()) {
        tabular.push(await isTabular(cell));
    }
    // Start, contact, duration, turns, functions, errors, warnings, hand-off and three of words.
    assert.deepEqual(tabular.slice(1), [false, true, true, true, true, true, false, false, false, false]);
    assert.equal(await isTabular(row.locator("time")), true);
});

test("the words are plain: no errors, still running", async () => {
    const page = await open("good-call");
    await page.getByText("No errors", { exact: true }).waitFor();
    const begun = goodCall("begun-call", { startedAt: Date.now() - 10_000 }).filter(
        (one) => one.ended_by === undefined,
    );
    await here.server.ingest(begun);
    await page.goto(`/${PROJECT}/conversations/begun-call`);
    await page.getByRole("region", { name: "The call" }).getByText("still running").waitFor();
});
