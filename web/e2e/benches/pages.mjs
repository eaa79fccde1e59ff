// What the pages cost in a headless browser: `make bench T=pages`. Medians of five runs; a blank page runs beside for the frames.

import { logIn, openBrowser, openPage } from "../support/browser.mjs";
import { PROJECT, Server } from "../support/server.mjs";
import { goodCall, longCall } from "../support/traffic.mjs";

const RUNS = 5;
const SCROLL_STEPS = 150;
/** About what a quick turn of the wheel moves in a frame. */
const STEP_PX = 120;
const TRANSCRIPT = "[role=list][aria-label=Transcript]";
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Scrolls what holds the element, a step a frame, and returns the time of each frame in ms. */
async function frames(page, selector) {
    const { times, moved } = await page.evaluate(
        async ({ selector, steps, stepPx }) => {
            const scrolls = (element) =>
                element.scrollHeight > element.clientHeight && getComputedStyle(element).overflowY !== "visible";
            let element = selector === null ? null : document.querySelector(selector);
            while (element !== null && !scrolls(element)) {
                element = element.parentElement;
            }
            const times = [];
            let last = performance.now();
            for (let step = 0; step < steps; step += 1) {
                element?.scrollBy(0, stepPx);
                const now = await new Promise(requestAnimationFrame);
                times.push(now - last);
                last = now;
            }
            return { times, moved: element?.scrollTop ?? 0 };
        },
        { selector, steps: SCROLL_STEPS, stepPx: STEP_PX },
    );
    if (selector !== null && moved < SCROLL_STEPS * STEP_PX * 0.5) {
        throw new Error(`the transcript scrolled by ${moved} px only`);
    }
    return times;
}

const share = (times, limit) => (100 * times.filter((time) => time < limit).length) / times.length;

const server = await Server.start();
const browser = await openBrowser();
try {
    await server.ingest(longCall("long-call"));
    await server.ingest(goodCall("good-call"));
    const key = server.key("read").key;
    const [firstEntry, smooth, unfolded, blank, heap, nodes] = [[], [], [], [], [], []];
    let script = 0;
    for (let run = 0; run < RUNS; run += 1) {
        const page = await openPage(browser, { url: server.url });
        const session = await page.context().newCDPSession(page);
        await session.send("Network.enable");
        const scripts = new Set();
        if (run === 0) {
            session.on("Network.responseReceived", ({ requestId, response }) => {
                if (response.mimeType.includes("javascript")) {
                    scripts.add(requestId);
                }
            });
            session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
                if (scripts.has(requestId)) {
                    script += encodedDataLength;
                }
            });
        }
        await logIn(page, key);
        await page.getByRole("row").nth(1).waitFor();
        await page.waitForTimeout(300);
        const firstLoad = script;
        await page.goto(`/${PROJECT}/conversations`);
        const row = page
            .getByRole("row")
            .filter({ hasText: /51m|52m|voice/i })
            .last();
        await row.waitFor();
        const href = `/${PROJECT}/conversations/long-call`;
        await page.evaluate((href) => {
            globalThis.clickedAt = performance.now();
            history.pushState({}, "", href);
            dispatchEvent(new PopStateEvent("popstate"));
        }, href);
        await page.waitForFunction(
            () =>
                document.body.innerText.includes("Upstream refused the request") ||
                document.body.innerText.includes("look_up_1"),
        );
        firstEntry.push(await page.evaluate(() => performance.now() - globalThis.clickedAt));
        await page.waitForTimeout(500);
        smooth.push(share(await frames(page, TRANSCRIPT), 50));
        await page.goto(`${href}?q=Step`);
        await page.getByText("Step 0 of turn 1", { exact: false }).first().waitFor();
        await page.waitForTimeout(500);
        unfolded.push(share(await frames(page, TRANSCRIPT), 50));
        heap.push(await page.evaluate(() => performance.memory.usedJSHeapSize / 1e6));
        nodes.push(await page.evaluate(() => document.querySelectorAll("*").length));
        await page.goto("about:blank");
        blank.push(share(await frames(page, null), 50));
        await page.context().close();
        if (run === 0) {
            script = firstLoad;
        }
    }
    console.log("a conversation of 10,000 entries and 200 turns, medians of 5 runs");
    console.log("| what | figure | aim |\n|---|---|---|");
    console.log(`| from click to the first entry, ms | ${median(firstEntry).toFixed(0)} | < 1000 |`);
    console.log(
        `| frames under 50 ms while scrolling, % | ${median(smooth).toFixed(1)} (a blank page ${median(blank).toFixed(1)}) | >= 99 |`,
    );
    console.log(
        `| the same with every line shown and marked by a search, % | ${median(unfolded).toFixed(1)} | >= 99 |`,
    );
    console.log(`| script heap after scrolling, MB | ${median(heap).toFixed(0)} | bounded |`);
    console.log(`| elements in the page after scrolling | ${median(nodes)} | bounded |`);
    console.log(`| compressed JavaScript of the first load, KB | ${(script / 1000).toFixed(0)} | <= 250 |`);
} finally {
    await browser.close();
    await server.stop();
}
