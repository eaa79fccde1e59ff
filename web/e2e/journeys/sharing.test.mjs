// While the screen is shared nothing personal is on it: not in the page, not in the address, not in what pops up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { personalCall, VALUES } from "../support/personal.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall } from "../support/traffic.mjs";

const LIST = `/${PROJECT}/conversations`;
const CALL = "personal-call";
const DIGITS = VALUES.contact.slice(-9);
const LAYERS = "logs,tools,variables,flows,llm,topics,corrections,latency,entities,metrics,api";

const here = world({
    fill: async (server) => {
        await server.ingest(personalCall(CALL));
        await server.ingest(goodCall("good-call", { from_number: "+447700900555" }));
    },
});

async function open({ covered = true, width } = {}) {
    const page = await here.open({ width });
    page.setDefaultTimeout(10_000);
    await logIn(page, here.piiKey);
    await page.getByRole("row").nth(1).waitFor();
    if (covered) {
        await page.keyboard.press("p");
        await page.waitForFunction(() => document.documentElement.dataset.blur === "on");
    }
    return page;
}

/** Everything that is on the page or that it could show, without the text of fields, which are looked at one by one. */
const everything = (page) =>
    page.evaluate(() => {
        const copy = document.documentElement.cloneNode(true);
        for (const field of copy.querySelectorAll("input, textarea")) {
            field.removeAttribute("value");
            field.textContent = "";
        }
        return `${document.title}\n${location.href}\n${JSON.stringify(history.state)}\n${copy.outerHTML}`;
    });

async function assertNothing(page, where) {
    const seen = await everything(page);
    for (const [place, value] of Object.entries({ ...VALUES, contact: DIGITS })) {
        assert.ok(!seen.includes(value), `${where}: the value of ${place} is there: …${around(seen, value)}…`);
    }
    for (const field of await page.locator("input:visible, textarea:visible").all()) {
        const value = await field.inputValue();
        const shows = Object.values({ ...VALUES, contact: DIGITS, last: "0456" }).some((one) => value.includes(one));
        const disguise = await field.evaluate((element) => getComputedStyle(element).webkitTextSecurity);
        assert.ok(!shows || disguise === "disc", `${where}: a field shows what is looked for`);
    }
}

const around = (text, value) => text.slice(Math.max(0, text.indexOf(value) - 80), text.indexOf(value));

/** Opens all that can be opened on a review. */
async function openAll(page) {
    const closed = page.getByRole("list", { name: "Transcript" }).getByRole("button", { expanded: false });
    for (let presses = 0; presses < 30 && (await closed.count()) > 0; presses += 1) {
        await closed.first().click();
    }
}

test("what is covered is there for the reader when it is not covered", async () => {
    const page = await open({ covered: false });
    await page.goto(`${LIST}/${CALL}?layers=${LAYERS}`);
    await page.getByText(VALUES.content).first().waitFor();
    await openAll(page);
    const seen = await everything(page);
    for (const [place, value] of Object.entries(VALUES)) {
        assert.ok(seen.includes(value), `${place} is not on the page, so that nothing is shown by covering it`);
    }
});

for (const width of ["desktop", "phone"]) {
    test(`nothing is on the list or in a review, however it is opened (${width})`, async () => {
        const page = await open({ width });
        await assertNothing(page, "the list");
        await page.goto(`${LIST}?open=${CALL}`);
        await page.getByText("look_up").first().waitFor();
        await assertNothing(page, "the panel");
        await page.goto(`${LIST}/${CALL}?layers=${LAYERS}`);
        await page.getByText("look_up").first().waitFor();
        await assertNothing(page, "the review");
        await openAll(page);
        await assertNothing(page, "the review with all open");
        const map = page.getByRole("slider", { name: /map of the conversation/i });
        const box = await map.boundingBox();
        for (const share of [0.02, 0.15, 0.45, 0.9]) {
            await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
            await assertNothing(page, `the map at ${share}`);
        }
        await map.focus();
        for (const key of ["ArrowRight", "ArrowRight", "End"]) {
            await page.keyboard.press(key);
            await assertNothing(page, `the map after ${key}`);
        }
    });
}

test("nothing is in raw views, tooltips, notices, the command menu, the help or a copy", async () => {
    const page = await open();
    await page.goto(`${LIST}/${CALL}?layers=${LAYERS}`);
    await page.getByText("look_up").first().waitFor();
    for (const key of ["e", "r", "e", "r", "c"]) {
        await page.keyboard.press(key);
        await page.waitForTimeout(100);
        await assertNothing(page, `after ${key}`);
    }
    for (const name of [/copy as json/i, /copy as curl/i, /copy link/i]) {
        const line = page.getByRole("listitem").filter({ hasText: "E:" }).or(page.getByRole("listitem").last()).first();
        await line.hover();
        const button = page.getByRole("button", { name }).first();
        if ((await button.count()) > 0) {
            await button.hover();
            await page.getByRole("tooltip").first().waitFor({ state: "attached" });
            await assertNothing(page, `the tooltip of ${name}`);
            await button.click();
            await assertNothing(page, `the notice of ${name}`);
        }
    }
    for (const key of ["?", "Control+k"]) {
        await page.keyboard.press(key);
        await page.getByRole("dialog").waitFor();
        await assertNothing(page, key);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /look_up/);
    for (const value of Object.values(VALUES)) {
        assert.ok(!copied.includes(value), "a copy of the page has it");
    }
});

for (const [what, query, found] of [
    ["a contact", `contact=${encodeURIComponent(VALUES.contact)}`, 2],
    ["the end of a contact", "contact_last4=0456", 2],
    ["words", `text=${VALUES.content}`, 2],
    [
        "a contact and words that nobody said",
        `contact=${encodeURIComponent(VALUES.contact)}&text=${VALUES.nested}zzz`,
        0,
    ],
    ["words among other filters", `has=errors&since=7d&text=${VALUES.field}`, 2],
]) {
    test(`a filter by ${what} is on no chip and not in the address, and works on`, async () => {
        const page = await open({ covered: false });
        await page.goto(`${LIST}?${query}`);
        const ready =
            found > 0 ? page.getByRole("row").nth(1) : page.getByRole("heading", { name: /no conversation/i });
        await ready.waitFor();
        await page.keyboard.press("p");
        await page.waitForURL((url) => url.search.includes("covered-"));
        await assertNothing(page, "at once");
        assert.ok(!page.url().includes("0456"));
        await page.reload();
        await ready.waitFor();
        await assertNothing(page, "after a reload");
        if (found > 0) {
            assert.equal(await page.getByRole("row").count(), found, "the filter still holds");
        }
        await page.goto(`${LIST}?${query}`);
        await ready.waitFor();
        await page.waitForURL((url) => url.search.includes("covered-"));
        await assertNothing(page, "when a link brings it");
        await page.keyboard.press("p");
        await page.waitForURL((url) => !url.search.includes("covered-"));
        assert.deepEqual(
            [...new URL(page.url()).searchParams].sort(),
            [...new URLSearchParams(query)].sort(),
            "the address is whole again",
        );
    });
}

test("going back leads past an address that was written before, and it is covered too", async () => {
    const page = await open({ covered: false });
    await page.goto(`${LIST}?text=${VALUES.content}`);
    await page.getByRole("row").nth(1).waitFor();
    await page.getByRole("row").nth(1).click();
    await page.waitForURL(`**open=${CALL}**`);
    await page.keyboard.press("p");
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes("open="));
    await page.waitForURL((url) => url.search.includes("covered-"));
    await assertNothing(page, "after going back");
    assert.equal(await page.getByRole("row").count(), 2);
});

test("what is searched for in a conversation is covered, and a token of somebody else means nothing", async () => {
    const page = await open();
    await page.goto(`${LIST}/${CALL}?q=${VALUES.field}`);
    await page.getByText(/1 row found|2 rows found|3 rows found/).waitFor();
    await page.waitForURL((url) => url.search.includes("covered-"));
    await assertNothing(page, "the search");
    const other = await open();
    await other.goto(page.url());
    await other.getByText("look_up").first().waitFor();
    assert.equal(await other.getByRole("searchbox", { name: /in this conversation/i }).inputValue(), "");
});

test("a view of one person's calls has no name while covered, and the badge says that all is hidden", async () => {
    const page = await open({ covered: false });
    await page.goto(`${LIST}?contact_last4=0456`);
    await page.getByRole("row").nth(1).waitFor();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByLabel("Save this view as").fill(VALUES.content);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByText("personal data visible").waitFor();
    await page.keyboard.press("p");
    await page.getByText("personal data hidden on this screen").waitFor();
    await assertNothing(page, "the list");
    await page.getByRole("button").filter({ hasText: "hidden" }).first().click();
    await page.getByRole("button", { name: /^copy a link to/i }).waitFor();
    await assertNothing(page, "the views");
    await page.getByRole("button", { name: /^rename/i }).click();
    await assertNothing(page, "a view's new name");
});

test("the log-out forgets what the tokens stood for", async () => {
    const page = await open();
    await page.goto(`${LIST}?text=${VALUES.content}`);
    await page.waitForURL((url) => url.search.includes("covered-"));
    await page.getByRole("button", { name: /logged in as/i }).click();
    await page.getByRole("menuitem", { name: /log out/i }).click();
    await page.waitForURL("**/login**");
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert.ok(!kept.includes(VALUES.content));
});
