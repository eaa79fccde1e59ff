// Writes src/api/__generated__/schema.d.ts from openapi.json; with --check only says whether it is up to date.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../openapi.json", import.meta.url);
const target = new URL("../src/api/__generated__/schema.d.ts", import.meta.url);
const head = "// Written by `npm run api` from openapi.json. Do not edit.\n\n";
const wanted = head + astToString(await openapiTS(source, { alphabetize: true }));

if (process.argv.includes("--check")) {
    const found = await readFile(target, "utf8").catch(() => "");
    if (found !== wanted) {
        console.error("src/api/__generated__/schema.d.ts is stale: run `npm run api`");
        process.exit(1);
    }
} else {
    await writeFile(target, wanted);
}
