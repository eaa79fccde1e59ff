// No page and no state has a violation of the rules that axe knows, in light, in dark and on a phone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { AxeBuilder } from "@axe-core/playwright";

import { world } from "../support/journey.mjs";
import { fillAll, PLACES, visit } from "../support/places.mjs";

const here = world({ fill: fillAll });

const LOOKS = [
    { colorScheme: "light", width: "desktop" },
    { colorScheme: "dark", width: "desktop" },
    { colorScheme: "light", width: "phone" },
];

for (const { colorScheme, width } of LOOKS) {
    for (const place of PLACES) {
        test(`${place.name}, ${colorScheme}, ${width}`, async () => {
            const page = await here.open({ colorScheme, width });
            here.ingestKey ??= here.server.key("ingest").key;
            await visit(page, place, { ...here, ruleKey: here.server.ruleKey });
            const { violations } = await new AxeBuilder({ page })
                .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
                .analyze();
            const told = violations.map(
                ({ id, help, nodes }) =>
                    `${id}: ${help}: ${nodes
                        .map(({ target }) => target.join(" "))
                        .slice(0, 3)
                        .join(" | ")}`,
            );
            assert.deepEqual(told, []);
        });
    }
}
