// An administrator tries a line, sees why something is hidden, says that a key is not personal, and takes that back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT } from "../support/server.mjs";

const GUARD = `/${PROJECT}/guard`;
const LINE = { agent_name: "Ada Lovelace", said: "mail ada@example.org" };

const here = world({
    fill: async (server) => {
        await server.ingest([
            {
                type: "log",
                conversation_id: "call-of-ada",
                entry: { level: "info", content: "met the agent", ...LINE },
            },
        ]);
    },
});

async function open(key) {
    const page = await here.open();
    page.setDefaultTimeout(15_000);
    await logIn(page, key);
    await page.goto(GUARD);
    await page.getByRole("heading", { name: "Guard", exact: true }).waitFor();
    return page;
}

/** Waits until a reader without the permission sees the name of the agent, or does not. */
async function untilSeen(isSeen) {
    for (;;) {
        const answer = await fetch(`${here.server.url}/api/projects/${PROJECT}/conversations/call-of-ada`, {
            headers: { "x-api-key": here.key },
        });
        const text = await answer.text();
        assert.ok(!text.includes("ada@example.org"), "an address stays hidden");
        if (text.includes("Ada Lovelace") === isSeen) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

/** Tries the line; returns what was found in it. */
async function tried(page) {
    await page.getByLabel("A text or JSON").fill(JSON.stringify(LINE));
    await page.getByRole("button", { name: "See what is hidden" }).click();
    const found = page.getByRole("list", { name: "What was found" });
    await found.waitFor();
    return found.getByRole("listitem").allInnerTexts();
}

test("a line says what is hidden of it, by which rule, and why", async () => {
    const page = await open(here.adminKey);
    const [name, mail] = await tried(page);
    assert.match(name, /name\s+\/agent_name\s+It is a name/);
    assert.match(mail, /email\s+\/said, bytes 5 to 20\s+It is /);
    const shown = await page.locator("pre").innerText();
    assert.ok(!/Ada|ada@/.test(shown), shown);
});

test("a key is said to be not personal by the keyboard, after seeing what that shows, and taken back", async () => {
    const page = await open(here.adminKey);
    await page.getByText("No key is said to be not personal").waitFor();
    await page.getByLabel("Key", { exact: true }).fill("agent_name");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Show this to everybody?" });
    await dialog.getByText("It shows 1 value in 1 record of 1 conversation").waitFor();
    await dialog.getByRole("link", { name: "call-of-ada" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await untilSeen(false);
    await page.getByRole("button", { name: "See what it shows, and add it" }).click();
    await dialog.getByRole("button", { name: "Add the rule" }).click();
    await dialog.waitFor({ state: "detached" });
    const rule = page.getByRole("list", { name: "Rules" }).getByRole("listitem");
    assert.match(await rule.innerText(), /agent_name in every function\s+Rule 1, added by key_\d+/);
    await untilSeen(true);
    const [name] = await tried(page);
    assert.match(name, /It stays open by rule 1 of this project/);
    await page.getByRole("button", { name: "Remove rule 1, agent_name" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove the rule" }).click();
    await page.getByText("No key is said to be not personal").waitFor();
    await untilSeen(false);
});

test("a rule that cannot be is refused in words", async () => {
    const page = await open(here.adminKey);
    await page.getByLabel("Key", { exact: true }).fill("password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "always personal: secret" }).waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);
});

test("who may not administer is offered nothing, and who reads nothing personal no rule to add", async () => {
    const reader = await open(here.key);
    await reader.getByText("This page is for administrators").waitFor();
    assert.equal(await reader.getByRole("link", { name: "Guard" }).count(), 0);
    const blind = await open(here.server.key("read,admin").key);
    await blind.getByText("To add a rule takes a key that may read personal data").waitFor();
    assert.equal(await blind.getByLabel("Key", { exact: true }).count(), 0);
    assert.equal(await blind.getByRole("link", { name: "Guard" }).count(), 1);
});
