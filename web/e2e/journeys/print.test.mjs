// Paper has all of a usual call: every page of it, and every line.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { longCall } from "../support/traffic.mjs";

const here = world({ fill: async (server) => server.ingest(longCall("printed-call", { entries: 600, turns: 30 })) });

const CALL = `/${PROJECT}/conversations/printed-call`;

/** Prints as a browser does: the page is told while it still has the form of a screen. */
async function print(page, options = {}) {
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print", ...options });
}

for (const colorScheme of ["light", "dark"]) {
    test(`every line of a call is printed, as one reads it on paper, from a ${colorScheme} screen`, async () => {
        const page = await here.open({ colorScheme });
        await logIn(page, here.key);
        await page.goto(CALL);
        await page.getByText("Question number 1,").first().waitFor();
        await print(page, { colorScheme });
        const words = await page.locator("main").innerText();
        for (let turn = 1; turn <= 30; turn += 1) {
            assert.ok(words.includes(`Question number ${turn},`), `turn ${turn} is not there`);
            assert.ok(words.includes(`Step 19 of turn ${turn}`), `the last line of turn ${turn} is not there`);
        }
        assert.ok(words.includes("Upstream refused the request"));
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(paper, "rgb(255, 255, 255)");
        assert.ok(!(await page.getByLabel("Search in this conversation").isVisible()));
        await page.evaluate(() => dispatchEvent(new Event("afterprint")));
        await page.emulateMedia({ media: null, colorScheme });
        const pdf = (await page.pdf()).toString("latin1");
        const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
        assert.ok(pages >= 15 && pages <= 30, `there are ${pages} pages for 700 rows`);
    });
}

test("beside the list the call alone is printed", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(`/${PROJECT}/conversations?open=printed-call`);
    await page.getByText("Question number 1,").first().waitFor();
    await print(page);
    // The list on the screen may have drawn the row as well.
    const onPaper = page.getByText("Step 19 of turn 30").filter({ visible: true });
    assert.equal(await onPaper.count(), 1);
    assert.equal(await page.getByRole("row").filter({ visible: true }).count(), 0);
});
