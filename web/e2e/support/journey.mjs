// One server and one browser for the journeys of a file, and a page for each journey.

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";

import { openBrowser, openPage } from "./browser.mjs";
import { Server } from "./server.mjs";

/**
 * What a caller of the demo said and must never reach a reader without the permission. Nothing so short that it stands in
 * a random id now and then.
 */
export const PERSONAL = [
    "447700900123",
    "1984-03",
    "seventh of March",
    "7 March",
    "Caller was born",
    "Jane Example",
    "1204.5",
];

export function world({ fill = async () => {} } = {}) {
    const world = { pages: [] };
    before(async () => {
        world.server = await Server.start();
        world.browser = await openBrowser();
        world.key = world.server.key("read").key;
        world.piiKey = world.server.key("read,pii,annotate").key;
        world.adminKey = world.server.key("read,pii,admin").key;
        world.limitedKey = world.server.key("read", { piiUntil: new Date(Date.now() + 5 * 86_400_000) }).key;
        await fill(world.server);
    });
    after(async () => {
        await world.browser?.close();
        await world.server?.stop();
    });
    afterEach(async () => {
        for (const page of world.pages.splice(0)) {
            const complaints = page.complaints;
            await page.context().close();
            assert.deepEqual(complaints, [], "the page complained");
        }
    });
    /** A page of a browser that has never been here. */
    world.open = async (options = {}) => {
        const page = await openPage(world.browser, { url: world.server.url, ...options });
        world.pages.push(page);
        return page;
    };
    return world;
}

/** Everything that this page has received from the server, as text. */
export function recordAnswers(page) {
    const bodies = [];
    page.on("response", (response) => {
        const isApp = /\.(js|css|woff2?)$/.test(new URL(response.url()).pathname);
        if (!isApp) {
            bodies.push(response.text().catch(() => ""));
        }
    });
    return async () => (await Promise.all(bodies)).join("\n");
}
