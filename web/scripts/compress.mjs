// Writes a .br and a .gz beside every built file of 1 KiB or more, so that the server compresses nothing itself.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BYTES_MIN = 1024;
// Fonts and pictures are compressed in their own format already.
const PACKED = /\.(woff2|png|br|gz)$/;

const folder = new URL("../dist/", import.meta.url).pathname;
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || PACKED.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (bytes.length < BYTES_MIN) continue;
    const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    await writeFile(`${path}.br`, brotliCompressSync(bytes, { params }));
    // No time stamp goes into gzip's header, so the same build gives the same bytes.
    await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
