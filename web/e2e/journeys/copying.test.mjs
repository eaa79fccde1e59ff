// What is copied of a page reads as it looked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, outcomesCall } from "../support/traffic.mjs";

const LIST = `/${PROJECT}/conversations`;

const here = world({
    fill: async (server) => {
        await server.ingest(goodCall("good-1"));
        await server.ingest(goodCall("good-2", { startedAt: Date.now() - 1_200_000 }));
        await server.ingest(outcomesCall("outcomes-call"));
    },
});

/** Selects from the beginning of one element to the end of another, and copies as a person does. */
async function copy(page, from, to = from) {
    const [first, last] = [await from.elementHandle(), await to.elementHandle()];
    await page.evaluate(
        ([first, last]) => {
            const range = document.createRange();
            range.setStartBefore(first);
            range.setEndAfter(last);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
        },
        [first, last],
    );
    await page.keyboard.press("Control+c");
    return page.evaluate(() => navigator.clipboard.readText());
}

async function open(path, ready) {
    const page = await here.open();
    page.setDefaultTimeout(10_000);
    await logIn(page, here.piiKey);
    await page.goto(path);
    await ready(page).first().waitFor();
    return page;
}

test("rows of the list are lines, and their columns are apart", async () => {
    const page = await open(`${LIST}?columns=contact,duration,turns,channel,environment`, (page) =>
        page.getByRole("row").nth(3),
    );
    const rows = page.getByRole("row");
    const text = await copy(page, rows.nth(0), rows.nth(2));
    assert.deepEqual(text.split("\n").slice(0, 2), [
        "Contact\tDuration\tTurns\tChannel\tEnvironment",
        "+447700900456\t30 s\t2\tVOICE-SIP\tlive",
    ]);
    assert.equal(text.split("\n").length, 3);
});

test("a transcript is lines, and what stands apart in them is apart", async () => {
    const page = await open(`${LIST}/outcomes-call`, (page) => page.getByText("send_message"));
    const text = await copy(page, page.getByRole("list", { name: "Transcript" }));
    const lines = text.split("\n");
    for (const line of [
        /^Turn 1 0:00$/,
        /^Caller Can you move my booking\?$/,
        /^\+.*ƒ find_booking people 4 300 ms ✓$/,
        /^\+.*The slot is taken status 409$/,
        /^\+.*ƒ move_booking people 4 300 ms raised$/,
        /^ConflictError: 409 Conflict$/,
        /^Agent Let me see\.$/,
    ]) {
        assert.ok(
            lines.some((one) => line.test(one)),
            `no line is ${line} in\n${text}`,
        );
    }
});

test("the header and what stands beside the transcript are apart too", async () => {
    const page = await open(`${LIST}/outcomes-call`, (page) => page.getByText("send_message"));
    const header = await copy(page, page.getByRole("banner").or(page.locator("main header")).first());
    assert.match(header, /\+447700900222 .*9\.0 s VOICE-SIP live ended by caller/);
    const beside = await copy(page, page.getByRole("region", { name: "How it ended" }));
    assert.match(beside, /^How it ended\nEnded by caller\nDuration 9\.0 s/);
});

test("words that the search marks stay words, and a part of a text is copied as it is", async () => {
    const page = await open(`${LIST}/outcomes-call?q=lot`, (page) => page.getByText("taken"));
    const line = page.getByRole("listitem").filter({ hasText: "is taken" }).last();
    assert.match(await copy(page, line), /The slot is taken/);
    const part = await page.evaluate(() => {
        const [node] = [...document.querySelectorAll("bdi")]
            .map((one) => one.lastChild)
            .filter((one) => /taken/.test(one.data));
        const range = document.createRange();
        range.setStart(node, node.data.indexOf("is"));
        range.setEnd(node, node.data.indexOf("taken") + 3);
        document.getSelection().removeAllRanges();
        document.getSelection().addRange(range);
        return range.toString();
    });
    await page.keyboard.press("Control+c");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), part);
});

test("what is selected in a field is the field's own", async () => {
    const page = await open(LIST, (page) => page.getByRole("row").nth(1));
    const field = page.getByRole("combobox");
    await field.fill("two  spaces");
    await field.selectText();
    await page.keyboard.press("Control+c");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "two  spaces");
});
