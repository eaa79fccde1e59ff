// Pictures of every page and state, at three widths, in light and in dark: `npm run screenshots [part of a name]`.
// They go to web/screenshots, which git does not keep.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { openBrowser, openPage, WIDTHS } from "./support/browser.mjs";
import { fillAll, PLACES, visit } from "./support/places.mjs";
import { Server } from "./support/server.mjs";

const folder = fileURLToPath(new URL("../screenshots/", import.meta.url));
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = await Server.start();
const browser = await openBrowser();
try {
    await fillAll(server);
    const keys = {
        key: server.key("read").key,
        piiKey: server.key("read,pii,annotate").key,
        adminKey: server.key("read,pii,admin").key,
        ruleKey: server.ruleKey,
        limitedKey: server.key("read", { piiUntil: new Date(Date.now() + 5 * 86_400_000) }).key,
        ingestKey: server.key("ingest").key,
    };
    for (const place of PLACES.filter(
        ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
    )) {
        for (const width of Object.keys(WIDTHS)) {
            for (const colorScheme of ["light", "dark"]) {
                const page = await openPage(browser, { url: server.url, width, colorScheme });
                const file = `${place.name}-${width}-${colorScheme}.png`;
                try {
                    await visit(page, place, keys);
                    await page.waitForTimeout(300);
                    await page.screenshot({ path: folder + file });
                    console.log(file);
                } catch (error) {
                    await page.screenshot({ path: folder + file });
                    console.log(`${file}: ${String(error.message).split("\n")[0]}`);
                    process.exitCode = 1;
                }
                await page.context().close();
            }
        }
    }
} finally {
    await browser.close();
    await server.stop();
}
