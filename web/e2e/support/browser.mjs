// Debian's chromium, driven by Playwright's core; and what every journey does first.

import { chromium } from "playwright-core";

export const WIDTHS = {
    desktop: { width: 1440, height: 900 },
    laptop: { width: 1280, height: 800 },
    phone: { width: 390, height: 844 },
};

export async function openBrowser() {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** A page of a browser that has never been here; whatever the page complains about fails the journey. */
export async function openPage(
    browser,
    { url, width = "desktop", colorScheme = "light", reducedMotion = "reduce" } = {},
) {
    const context = await browser.newContext({ baseURL: url, viewport: WIDTHS[width], colorScheme, reducedMotion });
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
    const page = await context.newPage();
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
        // A refused request is part of some journeys; everything else said at this level is a fault of ours.
        if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
            page.complaints.push(message.text());
        }
    });
    return page;
}

export async function logIn(page, key, { path = "/" } = {}) {
    await page.goto(path);
    await page.getByLabel(/api key/i).fill(key);
    await page.getByRole("button", { name: /log in/i }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

const BECOMES_MS_MAX = 10_000;

/** Reads something until it holds, and returns it; says what it was at the end if it never does. */
export async function becomes(read, holds, what) {
    const until = Date.now() + BECOMES_MS_MAX;
    for (;;) {
        const value = await read();
        if (holds(value)) return value;
        if (Date.now() > until) throw new Error(`waited for ${what}; it is ${JSON.stringify(value)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/** Waits until something stands still, for a few frames one after another, and returns its box. */
export async function settled(locator) {
    const equalMin = 5;
    let [before, equal] = [null, 0];
    return becomes(
        async () => {
            const box = await locator.boundingBox();
            equal = box !== null && box.y === before?.y && box.x === before?.x ? equal + 1 : 0;
            before = box;
            return box;
        },
        () => equal >= equalMin,
        "something that stands still",
    );
}
