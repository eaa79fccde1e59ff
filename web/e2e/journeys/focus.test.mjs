// Focus goes where one is about to type, and back to where one was; the keys that scroll do so from the first moment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { becomes, logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, longCall } from "../support/traffic.mjs";

const LIST = `/${PROJECT}/conversations`;

const here = world({
    fill: async (server) => {
        const calls = Array.from({ length: 80 }, (_, n) =>
            goodCall(`good-${n}`, { startedAt: Date.now() - (n + 2) * 60_000 }),
        );
        await server.ingest(calls.flat());
        await server.ingest(longCall("long-call", { entries: 300, turns: 40 }));
    },
});

async function openList() {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.goto(LIST);
    await page.getByRole("row").nth(5).waitFor();
    return page;
}

async function openReview() {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.goto(`${LIST}/long-call`);
    await page.getByText("Question number 1,").first().waitFor();
    return page;
}

/** What has the focus, by something that stays the same. */
const focused = (page) =>
    page.evaluate(() => {
        const { activeElement: element } = document;
        const row = element?.closest("[data-index]");
        return row === null || row === undefined
            ? `${element?.tagName} ${element?.getAttribute("aria-label") ?? element?.textContent?.slice(0, 40)}`
            : `row ${row.dataset.index}`;
    });

/** Waits until this has the focus, and says what has it instead. */
const focusIs = (page, what) =>
    becomes(
        () => focused(page),
        (now) => now === what,
        `the focus on ${what}`,
    );

for (const [name, open] of [
    ["list", openList],
    ["review", openReview],
]) {
    test(`${name}: the command menu takes what is typed at once`, async () => {
        const page = await open();
        // One after the other without a pause: the letters are keys of the page as well.
        await page.keyboard.press("Control+k");
        await page.keyboard.type("theme: da");
        const field = page.getByRole("dialog").getByRole("combobox");
        assert.equal(await field.inputValue(), "theme: da");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
        assert.equal(await page.evaluate(() => document.documentElement.dataset.blur), undefined);
    });

    for (const [what, keys, role] of [
        ["the command menu", ["Control+k"], "dialog"],
        ["the command menu with something typed", ["Control+k", "x"], "dialog"],
        ["the help", ["?"], "dialog"],
    ]) {
        test(`${name}: Escape gives focus back from ${what}`, async () => {
            const page = await open();
            for (let presses = 0; presses < 4; presses += 1) {
                await page.keyboard.press("j");
            }
            const before = await focused(page);
            assert.match(before, /^row \d/);
            for (const key of keys) {
                await page.keyboard.press(key);
            }
            await page.getByRole(role).first().waitFor();
            await page.keyboard.press("Escape");
            await page.getByRole(role).first().waitFor({ state: "hidden" });
            await focusIs(page, before);
            await page.keyboard.press("j");
            assert.notEqual(await focused(page), before, "and one goes on from there");
        });
    }

    for (const [key, moves] of [
        ["PageDown", (top) => top > 200],
        [" ", (top) => top > 200],
        // More of the list comes when its end is near, so it is the end of what was there.
        ["End", (top) => top > 900],
    ]) {
        test(`${name}: ${JSON.stringify(key)} scrolls before anything has the focus, and back again`, async () => {
            const page = await open();
            assert.match(await focused(page), /^BODY/);
            const top = () =>
                page.evaluate(() => {
                    const all = [...document.querySelectorAll("main *")];
                    const [scroller] = all
                        .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY))
                        .sort((one, other) => other.scrollHeight - one.scrollHeight);
                    return scroller.scrollTop;
                });
            const isAtTop = (px) => px === 0;
            assert.equal(await top(), 0);
            await page.keyboard.press(key);
            await becomes(top, moves, `${JSON.stringify(key)} to scroll`);
            await page.keyboard.press("Home");
            await becomes(top, isAtTop, "Home to scroll to the top");
            if (key === " ") {
                await page.keyboard.press("PageDown");
                await becomes(top, moves, "PageDown to scroll");
                await page.keyboard.press("Shift+Space");
                await becomes(top, isAtTop, "Space with Shift to scroll back");
            }
        });
    }
}

for (const [name, open] of [
    ["list", openList],
    ["review", openReview],
]) {
    test(`${name}: no key is lost between two frames`, async () => {
        const page = await open();
        await page.evaluate(() => {
            window.requestAnimationFrame = () => 0;
        });
        await page.keyboard.press("j");
        const first = Number((await focused(page)).slice("row ".length));
        for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press("j");
        assert.equal(await focused(page), `row ${first + 30}`);
        for (let presses = 0; presses < 7; presses += 1) await page.keyboard.press("k");
        assert.equal(await focused(page), `row ${first + 23}`);
    });
}

test("the layers of a review give focus back to the row one was on", async () => {
    const page = await openReview();
    for (let presses = 0; presses < 4; presses += 1) {
        await page.keyboard.press("j");
    }
    const before = await focused(page);
    await page.keyboard.press("l");
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "hidden" });
    await focusIs(page, before);
});

for (const [kind, fill, chip] of [
    ["Contact", "0456", /ends in 0456/],
    ["Duration", "10 s", /at least 10 s/],
    ["Function", "opening_hours", /opening_hours/],
]) {
    test(`Enter in the filter menu leads into the field of ${kind}, and Enter there back to the row`, async () => {
        const page = await openList();
        await page.keyboard.press("j");
        await page.keyboard.press("j");
        const before = await focused(page);
        assert.equal(before, "row 1");
        await page.keyboard.press("f");
        await page.getByRole("dialog").getByRole("button", { name: kind }).focus();
        await page.keyboard.press("Enter");
        await page.keyboard.type(fill);
        await page.keyboard.press("Enter");
        await page.getByRole("search").getByRole("button", { name: chip }).waitFor();
        await focusIs(page, before);
    });
}

test("Enter in the filter menu leads to ticks and choices too, and Escape back to the row", async () => {
    const page = await openList();
    for (const kind of ["Has", "Hand-off", "State", "Started", "Channel"]) {
        await page.keyboard.press("j");
        const before = await focused(page);
        await page.keyboard.press("f");
        await page.getByRole("dialog").getByRole("button", { name: kind }).focus();
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.activeElement?.matches("[role=dialog] input") ?? false);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
        await focusIs(page, before);
    }
});

test("the search gives focus back with Escape and keeps it with Enter", async () => {
    const page = await openList();
    await page.keyboard.press("j");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "row 0");
    await page.keyboard.press("/");
    await page.keyboard.type("Looked up");
    await page.keyboard.press("Enter");
    await page.waitForURL("**query=Looked**");
    await page.getByRole("row").nth(1).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "search");
});

for (const [what, key, typed] of [
    ["the search of a review", "/", ""],
    ["the search of a review with something in it", "/", "Step 1"],
    ["the field for a turn", undefined, ""],
    ["the field for a turn with something in it", undefined, "12"],
]) {
    test(`Escape in ${what} gives focus back to the row`, async () => {
        const page = await openReview();
        for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("j");
        const before = await focused(page);
        if (key === undefined) await page.getByLabel("Go to turn").click();
        else await page.keyboard.press(key);
        const field = page.getByLabel(key === undefined ? "Go to turn" : "Search in this conversation");
        await page.keyboard.type(typed);
        // The first takes away what is searched for, with which the rows come back.
        if (key !== undefined && typed !== "") {
            await page.getByText(/rows found/).waitFor();
            await page.keyboard.press("Escape");
            await page.getByText(/rows found/).waitFor({ state: "hidden" });
        }
        await page.keyboard.press("Escape");
        // The row itself may have gone while something else was looked for.
        const isBack = (now) => (key !== undefined && typed !== "" ? /^row \d/.test(now) : now === before);
        await becomes(() => focused(page), isBack, `the focus on ${before}`);
        assert.equal(await field.inputValue(), "");
    });
}

test("a filter that is taken away leaves focus beside it, and a note gives it back to its button", async () => {
    const page = await openList();
    await page.goto(`${LIST}?channel=VOICE-SIP&in_progress=false`);
    await page.getByRole("row").nth(1).waitFor();
    await page.getByRole("button", { name: "Remove the filter Channel" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.search.includes("channel"));
    assert.match(await focused(page), /^BUTTON .*Filter/);
    await page.goto(`${LIST}/good-1`);
    await page.getByRole("button", { name: /write a note/i }).click();
    await page.keyboard.press("Escape");
    assert.match(await focused(page), /^BUTTON Write a note/);
});
