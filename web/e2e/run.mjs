// Runs the journeys one file after the other: they share the machine's two cores with the browser and the server.
// `npm run e2e -- part` runs those whose name has that part. A run without a journey shows nothing, so it fails.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("./journeys/", import.meta.url));
const wanted = process.argv.slice(2);
const journeys = readdirSync(folder)
    .filter((name) => name.endsWith(".test.mjs"))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .sort();
if (journeys.length === 0) {
    console.error(`no journey has a name with ${wanted.join(", ") || "anything"} in it`);
    process.exit(1);
}
const files = journeys.map((name) => folder + name);
const options = ["--test", "--test-concurrency=1", "--test-reporter=spec"];
const { status } = spawnSync(process.execPath, [...options, ...files], { stdio: "inherit" });
process.exit(status ?? 1);
