// Every page and state there is, for axe and for the screenshots.

import assert from "node:assert/strict";

import { logIn } from "./browser.mjs";
import { PROJECT } from "./server.mjs";
import { goodCall, hostileCall, longCall, outcomesCall, unfinishedCall } from "./traffic.mjs";

/** Fills a server with one conversation of each sort and a thousand ordinary ones. */
export async function fillAll(server) {
    server.playFrontDesk("demo-call");
    await server.ingest(unfinishedCall("unfinished-call"));
    await server.ingest(outcomesCall("outcomes-call"));
    await server.ingest(hostileCall("hostile-call"));
    await server.ingest(longCall("long-call", { entries: 3000, turns: 60 }));
    const many = Array.from({ length: 1000 }, (_, n) =>
        goodCall(`good-${n}`, { startedAt: Date.now() - (n + 30) * 90_000 }),
    );
    await server.ingest(many.flat());
    await server.ingest(liveCall("live-call"));
    await addRules(server);
}

/** A call that goes on. */
export function liveCall(id) {
    return goodCall(id, { startedAt: Date.now() - 40_000 }).filter(
        (record) => record.ended_at === undefined || record.type !== "conversation",
    );
}

/** A project that says of keys that they are not personal. */
const WITH_RULES = "with-rules";

async function addRules(server) {
    server.ruleKey = server.key("read,pii,admin", { project: WITH_RULES }).key;
    for (const rule of [{ key: "agent_name" }, { key: "branch_address", function: "find_branch" }]) {
        const answer = await fetch(`${server.url}/api/projects/${WITH_RULES}/guard/rules`, {
            method: "POST",
            headers: { "x-api-key": server.ruleKey, "content-type": "application/json" },
            body: JSON.stringify(rule),
        });
        assert.equal(answer.status, 201, await answer.text());
    }
}

const conversations = `/${PROJECT}/conversations`;

/** Each place: who looks, where, and what must be there before it is looked at. */
export const PLACES = [
    { name: "login", key: null, path: "/login", ready: (page) => page.getByLabel(/api key/i) },
    {
        name: "login-wrong-key",
        key: null,
        path: "/login",
        ready: (page) => page.getByRole("alert"),
        act: async (page) => {
            await page.getByLabel(/api key/i).fill("not a key");
            await page.getByRole("button", { name: /log in/i }).click();
        },
    },
    { name: "list", key: "key", path: conversations, ready: (page) => page.getByRole("row").nth(5) },
    { name: "list-pii", key: "piiKey", path: conversations, ready: (page) => page.getByRole("row").nth(5) },
    {
        name: "list-covered",
        key: "piiKey",
        path: `${conversations}?text=Looked`,
        ready: (page) => page.getByRole("row").nth(1),
        act: (page) => page.keyboard.press("p"),
    },
    {
        name: "review-covered",
        key: "piiKey",
        path: `${conversations}/demo-call?layers=logs,tools,variables,llm,latency`,
        ready: (page) => page.getByText(/to answer/).first(),
        act: async (page) => {
            await page.keyboard.press("p");
            await page
                .getByText(/to answer/)
                .first()
                .click();
        },
    },
    {
        name: "account",
        key: "limitedKey",
        path: conversations,
        ready: (page) => page.getByRole("row").nth(5),
        act: async (page) => {
            await page.getByRole("button", { name: /logged in as/i }).click();
            await page.getByText(/personal data is visible until/i).waitFor();
        },
    },
    {
        name: "list-filtered",
        key: "key",
        path: `${conversations}?has=errors`,
        ready: (page) => page.getByRole("row").nth(1),
    },
    {
        name: "list-query",
        key: "piiKey",
        path: `${conversations}?query=level:error`,
        ready: (page) => page.getByRole("row").nth(1),
    },
    {
        name: "list-query-unreadable",
        key: "key",
        path: `${conversations}?query=level:error`,
        ready: (page) => page.getByRole("row").nth(1),
        act: async (page) => {
            await page.getByRole("combobox").fill("level:error turn:soon");
            await page.getByText(/give a number/).waitFor();
        },
    },
    {
        name: "list-query-completion",
        key: "key",
        path: conversations,
        ready: (page) => page.getByRole("row").nth(1),
        act: async (page) => {
            await page.getByRole("combobox").fill("level:error o");
            await page.keyboard.press("ArrowDown");
            await page.getByRole("option", { selected: true }).waitFor();
        },
    },
    {
        name: "list-query-help",
        key: "key",
        path: conversations,
        ready: (page) => page.getByRole("row").nth(1),
        act: async (page) => {
            await page.getByRole("button", { name: "How to write a query" }).click();
            await page.getByRole("dialog").waitFor();
        },
    },
    {
        name: "logs",
        key: "piiKey",
        path: `/${PROJECT}/logs`,
        ready: (page) => page.getByRole("row").nth(5),
    },
    {
        name: "logs-narrow",
        key: "key",
        path: `/${PROJECT}/logs?query=level:error`,
        ready: (page) => page.getByRole("row").nth(1),
        act: async (page) => {
            await page.keyboard.press("j");
            await page.keyboard.press("Tab");
            await page.keyboard.press("Enter");
            await page.getByRole("dialog").waitFor();
        },
    },
    {
        name: "logs-empty",
        key: "key",
        path: `/${PROJECT}/logs?query=nobody-said-this`,
        ready: (page) => page.getByRole("heading", { name: /no line/i }),
    },
    {
        name: "list-empty-by-filter",
        key: "key",
        path: `${conversations}?text=nobody-said-this`,
        ready: (page) => page.getByText(/no conversation|nothing|none/i).first(),
    },
    {
        name: "list-with-review",
        key: "key",
        path: `${conversations}?open=demo-call`,
        ready: (page) => page.getByText("CRM upsert failed").first(),
    },
    {
        name: "review",
        key: "key",
        path: `${conversations}/demo-call`,
        ready: (page) => page.getByText("CRM upsert failed").first(),
    },
    {
        name: "review-pii",
        key: "piiKey",
        path: `${conversations}/demo-call`,
        ready: (page) => page.getByText("CRM upsert failed").first(),
    },
    {
        name: "review-unfinished",
        key: "key",
        path: `${conversations}/unfinished-call`,
        ready: (page) => page.getByText("book_table").first(),
    },
    {
        name: "review-outcomes",
        key: "key",
        path: `${conversations}/outcomes-call`,
        ready: (page) => page.getByText("send_message").first(),
    },
    {
        name: "review-hostile",
        key: "piiKey",
        path: `${conversations}/hostile-call`,
        ready: (page) => page.getByText("<b>bold</b>").first(),
    },
    {
        name: "review-long",
        key: "key",
        path: `${conversations}/long-call`,
        ready: (page) => page.getByText("look_up_1").first(),
    },
    {
        name: "review-live",
        key: "key",
        path: `${conversations}/live-call`,
        ready: (page) => page.getByText("opening_hours").first(),
    },
    {
        name: "review-missing",
        key: "key",
        path: `${conversations}/no-such-call`,
        ready: (page) => page.getByRole("heading").first(),
    },
    {
        name: "no-permission",
        key: "ingestKey",
        path: conversations,
        ready: (page) => page.getByText(/permission/i).first(),
    },
    {
        name: "review-raw",
        key: "key",
        path: `${conversations}/demo-call`,
        ready: (page) => page.getByText("CRM upsert failed").first(),
        act: async (page) => {
            await page.keyboard.press("e");
            await page.keyboard.press("r");
        },
    },
    {
        name: "review-layers",
        key: "key",
        path: `${conversations}/demo-call`,
        ready: (page) => page.getByText("CRM upsert failed").first(),
        act: async (page) => page.keyboard.press("l"),
    },
    { name: "guard", key: "adminKey", path: `/${PROJECT}/guard`, ready: (page) => page.getByText("No key is said") },
    {
        name: "guard-tried",
        key: "adminKey",
        path: `/${PROJECT}/guard`,
        ready: (page) => page.getByRole("heading", { name: "Guard" }),
        act: async (page) => {
            const line = { agent_name: "Ada Lovelace", phone: "07700 900123", note: "mail ada@example.org", n: 3 };
            await page.getByLabel("A text or JSON").fill(JSON.stringify(line));
            await page.getByRole("button", { name: "See what is hidden" }).click();
            await page.getByText("What everybody sees").waitFor();
        },
    },
    {
        name: "guard-confirm",
        key: "adminKey",
        path: `/${PROJECT}/guard`,
        ready: (page) => page.getByRole("heading", { name: "Guard" }),
        act: async (page) => {
            await page.getByLabel("Key", { exact: true }).fill("party_name");
            await page.getByRole("button", { name: "See what it shows, and add it" }).click();
            await page.getByRole("button", { name: "Add the rule" }).waitFor();
        },
    },
    {
        name: "guard-rules",
        key: "ruleKey",
        path: `/${WITH_RULES}/guard`,
        ready: (page) => page.getByRole("button", { name: /Remove rule/ }).first(),
    },
    {
        name: "guard-not-for-me",
        key: "key",
        path: `/${PROJECT}/guard`,
        ready: (page) => page.getByText("This page is for administrators"),
    },
    {
        name: "help",
        key: "key",
        path: conversations,
        ready: (page) => page.getByRole("row").nth(1),
        act: async (page) => {
            await page.keyboard.press("?");
            await page.getByRole("dialog").waitFor();
        },
    },
    {
        name: "offline",
        key: "key",
        path: `${conversations}/demo-call`,
        ready: (page) => page.getByText("CRM upsert failed").first(),
        act: async (page) => {
            // What is still under way would come after the line was cut, and say that all is well.
            await page.waitForLoadState("networkidle");
            await page.context().setOffline(true);
            await page
                .getByText(/has not answered since/i)
                .first()
                .waitFor();
        },
    },
];

/** Brings a page to a place. */
export async function visit(page, place, keys) {
    if (place.key !== null) {
        await logIn(page, keys[place.key]);
    }
    await page.goto(place.path);
    if (place.key === null && place.act) {
        await page.getByLabel(/api key/i).waitFor();
    } else {
        await place.ready(page).waitFor();
    }
    if (place.act) {
        await place.act(page);
        await place.ready(page).waitFor();
    }
}
