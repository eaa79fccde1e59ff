// A call grows before one's eyes, and the reader keeps the place.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn, settled } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { liveCall } from "../support/places.mjs";
import { PROJECT } from "../support/server.mjs";
import { log, longCall } from "../support/traffic.mjs";

const here = world({ fill: async (server) => server.ingest(liveCall("live-call")) });
const now = () => new Date().toISOString();

test("a line appears as it is written, a hidden one only with the permission", async () => {
    const [open, pii] = [await here.open(), await here.open()];
    for (const [page, key] of [
        [open, here.key],
        [pii, here.piiKey],
    ]) {
        await logIn(page, key);
        await page.goto(`/${PROJECT}/conversations/live-call`);
        await page.getByText("opening_hours").first().waitFor();
    }
    await here.server.ingest([
        {
            ...log("live-call", "warning", "Only for some eyes", now(), { turn_id: "live-call-2" }),
            entry: {
                level: "warning",
                content: "Only for some eyes",
                is_pii: true,
                timestamp: now(),
                logger: "conversation_logger",
            },
        },
        log("live-call", "warning", "It just happened", now(), { turn_id: "live-call-2" }),
    ]);
    for (const page of [open, pii]) {
        await page.getByText("It just happened").first().waitFor({ timeout: 10_000 });
    }
    await pii.getByText("Only for some eyes").first().waitFor();
    assert.ok(!(await open.content()).includes("Only for some eyes"));
});

test("rows that arrive do not move what is being read", async () => {
    const startedAt = Date.now() - 600_000;
    const growing = longCall("growing-call", { entries: 600, turns: 30, startedAt }).filter(
        (record) => record.ended_at === undefined || record.type !== "conversation",
    );
    await here.server.ingest(growing);
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(`/${PROJECT}/conversations/growing-call?turn=20`);
    const read = page.getByText("Question number 20", { exact: false }).first();
    await read.waitFor();
    const failed = page.getByText(/\b2 errors\b/).first();
    assert.equal(await failed.count(), 0);
    const before = await settled(read);
    await here.server.ingest([
        {
            type: "turn",
            conversation_id: "growing-call",
            turn_id: "growing-call-new",
            number: 31,
            timestamp: now(),
            started_at: now(),
            user_input: "One more thing",
        },
        log("growing-call", "error", "Newly failed", now(), { turn_id: "growing-call-t1" }),
    ]);
    await failed.waitFor();
    const after = await settled(read);
    assert.ok(
        before && after && Math.abs(before.y - after.y) <= 2,
        `what was read moved by ${after && before ? after.y - before.y : "far"} px`,
    );
});
