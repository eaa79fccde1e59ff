// On a phone nothing is cut off, nothing is too small for a finger, and one ring shows where the focus is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { becomes, logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, outcomesCall } from "../support/traffic.mjs";

const LIST = `/${PROJECT}/conversations`;
const LONG = "a-project-with-a-rather-long-name-for-a-phone";

const here = world({
    fill: async (server) => {
        const calls = Array.from({ length: 30 }, (_, n) =>
            goodCall(`good-${n}`, { startedAt: Date.now() - n * 60_000 }),
        );
        await server.ingest(calls.flat());
        await server.ingest(outcomesCall("outcomes-call"));
    },
});

async function open(width, path = LIST, key = here.piiKey) {
    const page = await here.open();
    page.setDefaultTimeout(10_000);
    await page.setViewportSize({ width, height: 844 });
    await logIn(page, key);
    await page.goto(path);
    await page.getByRole("banner").or(page.locator("header")).first().waitFor();
    return page;
}

const overhang = (page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const width of [320, 360, 390, 414, 600]) {
    test(`every menu of the list is whole at ${width} px`, async () => {
        const page = await open(width);
        await page.getByRole("row").nth(1).waitFor();
        for (const name of ["Export what is shown", "Columns", "Views", "Filter"]) {
            await page.getByRole("button", { name, exact: true }).click();
            const opened = page.getByRole("menu").or(page.getByRole("dialog")).first();
            await opened.waitFor();
            const isWhole = ({ x, width: wide }) => x >= 0 && x + wide <= width;
            await becomes(() => opened.boundingBox(), isWhole, `${name} to be whole`);
            assert.equal(await overhang(page), 0, `${name}: the page scrolls sideways`);
            assert.equal(await page.evaluate(() => document.documentElement.scrollLeft), 0);
            await page.keyboard.press("Escape");
            await opened.waitFor({ state: "hidden" });
        }
    });
}

test("a long name of a project does not push anything out of a phone", async () => {
    await here.server.ingest(goodCall("elsewhere"));
    const { key } = here.server.key("read,pii", { project: LONG });
    const page = await open(360, `/${LONG}/conversations`, key);
    let answer;
    const isAsked = new Promise((resolve) => {
        answer = resolve;
    });
    await page.route("**/conversations?**", async (route) => {
        await isAsked;
        await route.continue();
    });
    await page.reload();
    const last = page.getByRole("button", { name: "Export what is shown" });
    for (const moment of [page.getByText("Loading conversations"), page.getByText("Waiting for the first")]) {
        await moment.waitFor();
        assert.equal(await overhang(page), 0);
        const box = await last.boundingBox();
        assert.ok(box.x + box.width <= 360);
        answer();
    }
});

for (const width of [390, 680]) {
    test(`a row of the narrow list is one target, as large as the row (${width} px)`, async () => {
        const page = await open(width);
        const row = page.getByRole("row").nth(3);
        await row.waitFor();
        const box = await row.boundingBox();
        const hit = (x, y) =>
            page.evaluate(
                ([x, y]) => document.elementFromPoint(x, y)?.closest("a, button")?.getAttribute("href"),
                [x, y],
            );
        const href = await row.getByRole("link").getAttribute("href");
        for (const share of [0.03, 0.3, 0.6, 0.95]) {
            for (const [dy] of [[6], [32], [58]]) {
                assert.equal(await hit(box.x + box.width * share, box.y + dy), href, `at ${share}, ${dy}`);
            }
        }
        // The name and the rest of the row do the same.
        await page.mouse.click(box.x + 40, box.y + 20);
        await page.waitForURL("**open=**");
        await page.goBack();
        await page.waitForURL((url) => !url.search.includes("open"));
        await page.mouse.click(box.x + box.width - 20, box.y + 50);
        await page.waitForURL("**open=**");
    });
}

/** The rings around the focused element, counting the boxes around it. */
const rings = (page) =>
    page.evaluate(() => {
        let count = 0;
        for (let element = document.activeElement; element !== null; element = element.parentElement) {
            const { outlineStyle, outlineWidth } = getComputedStyle(element);
            if (outlineStyle !== "none" && outlineWidth !== "0px") count += 1;
        }
        return count;
    });

test("one ring shows where the focus is, in every kind of field and on every button", async () => {
    const page = await here.open();
    page.setDefaultTimeout(10_000);
    await page.goto("/login");
    await page.getByLabel(/api key/i).waitFor();
    assert.equal(await rings(page), 1, "the field of the login");
    await page.keyboard.press("Tab");
    assert.equal(await rings(page), 1, "the button of the login");
    await logIn(page, here.piiKey);
    await page.goto(LIST);
    await page.getByRole("row").nth(1).waitFor();
    await page.keyboard.press("/");
    assert.equal(await rings(page), 1, "the search of the list");
    for (const kind of ["Contact", "Duration", "Function", "Started", "Has"]) {
        await page.getByRole("button", { name: "Filter", exact: true }).focus();
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").getByRole("button", { name: kind }).focus();
        assert.equal(await rings(page), 1, `the kind ${kind}`);
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.activeElement?.matches("[role=dialog] input"));
        assert.equal(await rings(page), 1, `the field of ${kind}`);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
    for (let presses = 0; presses < 14; presses += 1) {
        await page.keyboard.press("Tab");
        const told = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
        assert.ok((await rings(page)) <= 1, `more than one ring at ${told}`);
    }
});
