// Runs every journey of e2e/journeys, one after the other. A run without a journey shows nothing, so it fails.
import { readdir } from "node:fs/promises";

const folder = new URL("./journeys/", import.meta.url);
const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".mjs")).sort();
if (names.length === 0) {
    console.error("e2e/journeys holds no journey, so nothing was shown");
    process.exit(1);
}
for (const name of names) {
    const { journey } = await import(new URL(name, folder).href);
    await journey();
    console.log(`ok ${name}`);
}
