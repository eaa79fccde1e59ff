// The same journey without a mouse.

import assert from "node:assert/strict";
import { test } from "node:test";

import { world } from "../support/journey.mjs";
import { goodCall } from "../support/traffic.mjs";

const FAILING_LINE = "CRM upsert failed";
const ERRORS_MAX = 5;

const here = world({
    fill: async (server) => {
        await server.ingest(goodCall("good-1"));
        server.playFrontDesk("demo-call");
    },
});

test("log in, open the failed call, go to its error, copy the link and come back by keyboard alone", async () => {
    const page = await here.open();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await page.goto("/");
    await page.getByLabel(/api key/i).waitFor();
    // The field has the focus when the page comes.
    await page.keyboard.type(here.key);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/conversations**");
    await page.getByRole("row").nth(1).waitFor();
    await page.keyboard.press("j");
    assert.match(await focused(), /voice/i, "the first row has the focus");
    await page.keyboard.press("Enter");
    await page.waitForURL("**open=demo-call**");
    await page.getByRole("list", { name: /transcript/i }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/conversations/demo-call**");
    await page.getByRole("list", { name: /transcript/i }).waitFor();
    // Each press goes to the next error; the one that is looked for is not the first.
    for (let presses = 0; presses < ERRORS_MAX && !(await focused()).includes(FAILING_LINE); presses += 1) {
        await page.keyboard.press("e");
        await page.waitForTimeout(200);
    }
    assert.match(await focused(), new RegExp(FAILING_LINE));
    await page.keyboard.press("c");
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("entry="));
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    assert.match(await focused(), new RegExp(FAILING_LINE), "the focus is back where it was");
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.pathname.endsWith("demo-call"));
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "row");
});
