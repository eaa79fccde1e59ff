// Who is let in, for how long, and what somebody without a key gets.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logIn } from "../support/browser.mjs";
import { world } from "../support/journey.mjs";
import { PROJECT, Server } from "../support/server.mjs";
import { goodCall } from "../support/traffic.mjs";

const here = world({ fill: async (server) => server.ingest(goodCall("good-1")) });

test("without a key only the static files answer, and they allow no inline script", async () => {
    const page = await fetch(`${here.server.url}/${PROJECT}/conversations`);
    assert.equal(page.status, 200);
    const policy = page.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.doesNotMatch(policy, /unsafe-(inline|eval)/);
    const html = await page.text();
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>|<style|\son[a-z]+=/i);
    assert.match(html, /<script[^>]*\bsrc=/, "it is the app and not the placeholder");
    for (const path of [
        `/api/projects/${PROJECT}/conversations`,
        `/api/projects/${PROJECT}/conversations/good-1`,
        "/api/session",
        `/v1/agents/${PROJECT}/conversations`,
    ]) {
        assert.equal((await fetch(here.server.url + path)).status, 401, path);
    }
});

test("the session is in a cookie that no script reads, and ends with the log-out", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    await page.waitForURL("**/conversations**");
    const [cookie] = await page.context().cookies();
    assert.ok(cookie.httpOnly && cookie.sameSite === "Strict");
    assert.ok(!cookie.value.includes(here.key), "the cookie is not the key");
    assert.equal(await page.evaluate(() => document.cookie), "");
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(!kept.includes(here.key), "the key is kept nowhere");
    await page
        .getByRole("button", { name: /logged in as/i })
        .first()
        .click();
    const out = page.getByRole("menuitem", { name: /log out/i });
    if (await out.count()) {
        await out.click();
    }
    await page.waitForURL("**/login**");
    await page.goto(`/${PROJECT}/conversations`);
    await page.waitForURL("**/login**");
});

test("after a session is over, logging in again leads back to the same place", async () => {
    const page = await here.open();
    await logIn(page, here.key);
    await page.goto(`/${PROJECT}/conversations/good-1?turn=2`);
    await page.getByText("opening_hours").first().waitFor();
    await page.context().clearCookies();
    await page.reload();
    await page.waitForURL("**/login**");
    await page.getByLabel(/api key/i).fill(here.key);
    await page.getByRole("button", { name: /log in/i }).click();
    await page.waitForURL("**/conversations/good-1?**turn=2**");
});

test("a key that shows personal data for a time says until when, and what was shown goes with it", async () => {
    const page = await here.open();
    const until = new Date(Date.now() + 15_000);
    await logIn(page, here.server.key("read", { piiUntil: until }).key);
    await page.goto(`/${PROJECT}/conversations`);
    const said = page.getByText(/personal data visible until \d\d:\d\d:\d\d/);
    await said.waitFor();
    const number = page.getByText("447700900456");
    await number.first().waitFor();
    await page.getByText(/personal data redacted/).waitFor({ timeout: 40_000 });
    assert.ok(Date.now() >= until.getTime());
    await number.first().waitFor({ state: "detached" });
    assert.equal(await said.count(), 0);
});

test("a server that starts again is found again", async () => {
    const server = await Server.start();
    try {
        await server.ingest(goodCall("good-1"));
        const page = await here.open({ url: server.url });
        await logIn(page, server.key("read").key);
        await page.goto(`/${PROJECT}/conversations/good-1`);
        await page.getByText("opening_hours").first().waitFor();
        await server.stop({ keepFolder: true });
        const again = await Server.start({ port: server.port, folder: server.folder });
        server.process = again.process;
        await page.reload();
        await page.getByText("opening_hours").first().waitFor();
    } finally {
        await server.stop();
    }
});
