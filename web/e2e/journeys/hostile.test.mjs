// Whatever callers and functions write is text and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { hostileCall } from "../support/traffic.mjs";

const here = world({ fill: async (server) => server.ingest(hostileCall("hostile-call")) });

test("hostile text in every field runs nothing and breaks nothing", async () => {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.goto(`/${PROJECT}/conversations`);
    await page.getByRole("row").nth(1).waitFor();
    await page.goto(`/${PROJECT}/conversations/hostile-call`);
    await page.getByText("<b>bold</b>").first().waitFor();
    for (const opener of await page.getByRole("listitem").getByRole("button", { expanded: false }).all()) {
        if (await opener.isVisible()) {
            await opener.click({ timeout: 2000 }).catch(() => {});
        }
    }
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => globalThis.hurt), undefined, "something ran");
    assert.equal(await page.locator("img[src=x]").count(), 0);
    const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(wider <= 0, "the page scrolls sideways");
});

test("a hostile call fits a phone", async () => {
    const page = await here.open({ width: "phone" });
    await logIn(page, here.piiKey);
    await page.goto(`/${PROJECT}/conversations/hostile-call`);
    await page.getByText("<b>bold</b>").first().waitFor();
    const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(wider <= 0, "the page scrolls sideways");
});
