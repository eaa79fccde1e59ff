// How functions came out: the list and the page say the same, to readers with and without the permission.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";
import { goodCall, outcomesCall } from "../support/traffic.mjs";

const CALL = "outcomes-call";

const here = world({
    fill: async (server) => {
        await server.ingest(goodCall("good-call"));
        await server.ingest(outcomesCall(CALL));
    },
});

const EVERYBODY = {
    check_slot: "logged an error",
    ask_kitchen: "API failed",
    move_booking: "raised",
    read_menu: "cancelled by barge-in",
    send_message: "never finished",
};

/** Returns the row of a function. */
function rowOf(page, name) {
    return page.getByRole("listitem").filter({ has: page.getByRole("button", { name: new RegExp(name) }) });
}

async function assertMarks(page, marks, ticked) {
    await page.goto(`/${PROJECT}/conversations/${CALL}`);
    await rowOf(page, "send_message").first().waitFor();
    for (const [name, words] of Object.entries(marks)) {
        const row = rowOf(page, name).first();
        assert.ok((await row.innerText()).includes(words), `${name}: ${await row.innerText()}`);
        assert.equal(await row.getByRole("img", { name: "returned" }).count(), 0, `${name} has a tick`);
    }
    for (const name of ticked) {
        assert.equal(await rowOf(page, name).first().getByRole("img", { name: "returned" }).count(), 1, name);
    }
}

for (const { who, key, errors, marks, ticked } of [
    { who: "without the permission", key: "key", errors: 2, marks: EVERYBODY, ticked: ["find_booking", "note_caller"] },
    {
        who: "with the permission",
        key: "piiKey",
        errors: 3,
        marks: { ...EVERYBODY, note_caller: "logged an error" },
        ticked: ["find_booking"],
    },
]) {
    test(`a reader ${who} is told of every outcome, and of the same numbers in the list and on the page`, async () => {
        const page = await here.open();
        await logIn(page, here[key]);
        await page.goto(`/${PROJECT}/conversations?has=errors&columns=start,contact,functions,errors`);
        const row = page.getByRole("row").nth(1);
        await row.waitFor();
        assert.equal(await page.getByRole("row").count(), 2, "the call that went well is not among them");
        const cells = await row.getByRole("gridcell").allInnerTexts();
        assert.ok(cells.includes("2 failed / 7") && cells.includes(String(errors)), cells.join(" | "));

        await assertMarks(page, marks, ticked);
        const told = page.getByText(new RegExp(`and ${errors + 1} more errors`));
        await told.first().waitFor();
    });
}

test("what failed and what never finished is red and on the map, and what was cancelled is neither", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(`/${PROJECT}/conversations/${CALL}?level=error`);
    await rowOf(page, "send_message").first().waitFor();
    assert.equal(await rowOf(page, "move_booking").count(), 1);
    assert.equal(await rowOf(page, "read_menu").count(), 0, "to be cancelled is no error");
    assert.equal(await rowOf(page, "find_booking").count(), 0);
});
