// The journey that the product is for: find the failed call by its error, read the line, pass it on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { PERSONAL, recordAnswers, world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall } from "../support/traffic.mjs";

const FAILING_LINE = "CRM upsert failed";

const here = world({
    fill: async (server) => {
        for (let n = 0; n < 30; n += 1) {
            await server.ingest(goodCall(`good-${n}`, { startedAt: Date.now() - (n + 2) * 60_000 }));
        }
        server.playFrontDesk("demo-call");
    },
});

async function assertNothingPersonal(page, answers) {
    const seen = `${await page.content()}\n${await page.locator("body").innerText()}\n${await answers()}`;
    for (const value of PERSONAL) {
        assert.ok(
            !seen.includes(value),
            `a reader without the permission was shown ${JSON.stringify(value.slice(0, 4))}…`,
        );
    }
}

test("a reader finds the failed call by its error, reads the line and passes its link on", async () => {
    const page = await here.open();
    await logIn(page, here.piiKey);
    await page.waitForURL(`**/${PROJECT}/conversations**`);
    await page.goto(`/${PROJECT}/conversations?has=errors`);
    await page
        .getByRole("row", { name: /447700900123/ })
        .first()
        .click();
    const line = page.getByRole("listitem").filter({ hasText: FAILING_LINE }).first();
    await line.waitFor();
    assert.match(await line.innerText(), /409/);
    const search = page.getByRole("searchbox", { name: /in this conversation/i });
    await search.fill("Caller was born");
    await page.getByRole("listitem").filter({ hasText: "Caller was born" }).first().waitFor();
    await search.fill("");
    await line.scrollIntoViewIfNeeded();

    await line.hover();
    await line.getByRole("button", { name: /copy link/i }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /entry=[0-9a-f]{32}/);

    const other = await here.open();
    const answers = recordAnswers(other);
    await logIn(other, here.key);
    await other.goto(link);
    const target = other.getByRole("listitem").filter({ hasText: FAILING_LINE }).first();
    await target.waitFor();
    await other.waitForFunction((text) => document.activeElement?.textContent?.includes(text) ?? false, FAILING_LINE);
    assert.ok(
        (await other.locator("body").innerText()).includes("[redacted]") ||
            (await other.getByText(/redacted/i).count()) > 0,
    );
    await assertNothingPersonal(other, answers);
});

test("a link survives a reload, and one to nothing says so", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(`/${PROJECT}/conversations/demo-call?turn=3`);
    await page.getByText("Nineteen", { exact: false }).count();
    await page.reload();
    assert.match(page.url(), /turn=3/);
    await page.goto(`/${PROJECT}/conversations/demo-call?entry=${"0".repeat(32)}`);
    await page
        .getByText(/not (here|in this conversation|found)|no such|cannot be found/i)
        .first()
        .waitFor();
    await page.goto(`/${PROJECT}/conversations/no-such-call`);
    await page
        .getByRole("heading", { name: /no such|not found|cannot find|does not exist|no conversation/i })
        .waitFor();
    await page.goto(`/another-project/conversations/demo-call`);
    await page
        .getByRole("heading", { name: /no such|not found|cannot find|does not exist|no conversation|project/i })
        .first()
        .waitFor();
});
