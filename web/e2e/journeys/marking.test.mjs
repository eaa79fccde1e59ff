// Somebody reads a name that nobody flagged, marks it as personal, and takes that back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";

const CALL = `/${PROJECT}/conversations/call-of-zeb`;
const at = (ms) => new Date(Date.now() - 600_000 + ms).toISOString();

const here = world({
    fill: async (server) => {
        const id = { conversation_id: "call-of-zeb", turn_id: "t1" };
        await server.ingest([
            {
                type: "turn",
                ...id,
                timestamp: at(0),
                number: 1,
                started_at: at(0),
                agent_response: "Hello.",
                user_input: "here is ivo marrow",
            },
            {
                type: "span",
                ...id,
                span_id: "s1",
                timestamp: at(450),
                kind: "other",
                name: "look",
                started_at: at(450),
                ended_at: at(500),
                attributes: { of: "una harrow" },
            },
            {
                type: "function_event",
                ...id,
                function_event_id: "f1",
                timestamp: at(10),
                name: "look_up",
                started_at: at(10),
                ended_at: at(400),
                arguments: { of: "zeb quill" },
            },
            {
                type: "log",
                ...id,
                function_event_id: "f1",
                entry: { level: "warning", content: "met zeb quill", timestamp: at(100) },
            },
            {
                type: "log",
                ...id,
                function_event_id: "f1",
                entry: { level: "warning", content: "all is well", timestamp: at(200) },
            },
        ]);
    },
});

async function open(key) {
    const page = await here.open();
    page.setDefaultTimeout(15_000);
    await logIn(page, key);
    await page.goto(CALL);
    await page.getByText("all is well").first().waitFor();
    return page;
}

/** Returns what a reader without the permission sees of the transcript. */
async function seen() {
    const page = await open(here.key);
    return page.getByRole("list", { name: "Transcript" }).innerText();
}

test("a line is marked by the keyboard, hidden for others, and taken back", async () => {
    assert.match(await seen(), /met zeb quill/);
    const page = await open(here.piiKey);
    const row = page.getByRole("listitem").filter({ hasText: "met zeb quill" }).last();
    await row.click();
    await page.keyboard.press("m");
    const dialog = page.getByRole("dialog", { name: "Mark as personal" });
    await dialog.getByRole("radio", { name: "The whole line" }).check();
    await dialog.getByRole("button", { name: "Mark as personal" }).click();
    await dialog.waitFor({ state: "detached" });
    assert.doesNotMatch(await seen(), /met/);
    await row.click();
    await page.keyboard.press("m");
    await dialog.getByRole("button", { name: "Undo" }).click();
    await dialog.getByRole("button", { name: "Undo" }).waitFor({ state: "detached" });
    assert.match(await seen(), /met zeb quill/);
});

test("a value that is selected is marked wherever it stands", async () => {
    const page = await open(here.piiKey);
    const row = page.getByRole("listitem").filter({ hasText: "met zeb quill" }).last();
    await row.hover();
    await row.evaluate((element) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        let node = walker.nextNode();
        while (!node.data.includes("zeb quill")) node = walker.nextNode();
        const range = document.createRange();
        range.setStart(node, node.data.indexOf("zeb"));
        range.setEnd(node, node.data.indexOf("quill") + 5);
        document.getSelection().removeAllRanges();
        document.getSelection().addRange(range);
    });
    await row.getByRole("button", { name: "Mark as personal" }).click();
    const dialog = page.getByRole("dialog", { name: "Mark as personal" });
    assert.equal(await dialog.getByRole("textbox", { name: "Value" }).inputValue(), "zeb quill");
    await dialog.getByRole("button", { name: "Mark as personal" }).click();
    await dialog.waitFor({ state: "detached" });
    const words = await seen();
    assert.ok(!/zeb|quill/.test(words), words);
});

/** Marks the field that stands at a path of the row that has a text. */
async function markField(page, row, path) {
    await row.hover();
    await row.getByRole("button", { name: "Mark as personal" }).click();
    const dialog = page.getByRole("dialog", { name: "Mark as personal" });
    assert.equal(await dialog.getByRole("radio", { name: "The whole line" }).count(), 0);
    await dialog.getByRole("radio", { name: "A field" }).check();
    await dialog.getByRole("combobox", { name: "Field" }).selectOption(path);
    await dialog.getByRole("button", { name: "Mark as personal" }).click();
    await dialog.waitFor({ state: "detached" });
}

test("what a caller said and what a span holds are marked where they stand", async () => {
    const page = await open(here.piiKey);
    await markField(page, page.getByRole("listitem").filter({ hasText: "ivo marrow" }).last(), "/user_input");
    assert.doesNotMatch(await seen(), /ivo|marrow/);
    await page.goto(`${CALL}?layers=logs,tools,variables,llm,latency`);
    const span = page.getByRole("listitem").filter({ hasText: "look" }).filter({ hasNotText: "look_up" }).last();
    await span.getByRole("button", { expanded: false }).click();
    await span.getByText("una harrow").waitFor();
    await markField(page, span, "/attributes/of");
    const answer = await fetch(`${here.server.url}/api/projects/${PROJECT}/conversations/call-of-zeb`, {
        headers: { "x-api-key": here.key },
    });
    assert.doesNotMatch(await answer.text(), /una harrow|ivo marrow/);
});

test("who may not mark is offered nothing", async () => {
    const page = await open(here.key);
    const row = page.getByRole("listitem").filter({ hasText: "all is well" }).last();
    await row.hover();
    await row.getByRole("button", { name: "Raw" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Mark as personal" }).count(), 0);
    await page.keyboard.press("m");
    assert.equal(await page.getByRole("dialog").count(), 0);
});
