// A real `convlog serve` on an empty folder and a free port, and keys for it.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
export const ACCOUNT = "acme";
export const PROJECT = "front-desk";
const BINARY = join(ROOT, "target/release/convlog");
const READY_MS_MAX = 20_000;

async function freePort() {
    return new Promise((resolve, reject) => {
        const probe = createServer();
        probe.once("error", reject);
        probe.listen(0, "127.0.0.1", () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

export class Server {
    /** Starts a server; `port` and `folder` are given to start one again where another was. */
    static async start({ port, folder } = {}) {
        const server = new Server();
        server.folder = folder ?? mkdtempSync(join(tmpdir(), "convlog-web-"));
        server.port = port ?? (await freePort());
        server.url = `http://127.0.0.1:${server.port}`;
        server.process = spawn(
            BINARY,
            [
                "serve",
                "--no-starter",
                "--data-dir",
                join(server.folder, "data"),
                "--listen",
                `127.0.0.1:${server.port}`,
            ],
            { stdio: "ignore", env: { ...process.env, CONVLOG__SERVER__SERVER_TIMING: "true" } },
        );
        const started = Date.now();
        while (!(await server.isReady())) {
            if (server.process.exitCode !== null || Date.now() - started > READY_MS_MAX) {
                throw new Error("the server did not get ready");
            }
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return server;
    }

    async isReady() {
        try {
            return (await fetch(`${this.url}/readyz`)).ok;
        } catch {
            return false;
        }
    }

    /** Makes a key with these permissions, such as "read,pii"; `piiUntil` is when it no longer sees personal data. */
    key(permissions, { project = PROJECT, piiUntil } = {}) {
        const args = [
            "keys",
            "create",
            "--data-dir",
            join(this.folder, "data"),
            "--account",
            ACCOUNT,
            "--project",
            project,
        ];
        if (project !== PROJECT) {
            args.push("--new");
        }
        if (piiUntil !== undefined) {
            args.push("--pii-until", piiUntil.toISOString(), "--reason", "a test");
        }
        const printed = execFileSync(BINARY, [...args, "--permissions", permissions, "--json"], { encoding: "utf8" });
        return JSON.parse(printed);
    }

    /** Lets the example agent talk through its call, and returns the conversation's id. */
    playFrontDesk(conversation = "demo-call") {
        execFileSync(
            join(ROOT, ".venv/bin/python"),
            [join(ROOT, "examples/front_desk"), "--conversation", conversation, "--caller", "+447700900123"],
            {
                stdio: "ignore",
                timeout: 60_000,
                env: {
                    ...process.env,
                    CONVLOG_URL: this.url,
                    CONVLOG_API_KEY: this.key("ingest").key,
                    CONVLOG_SPOOL_DIR: join(this.folder, "spool"),
                },
            },
        );
        return conversation;
    }

    /** Sends records, or their JSON where it matters how it is written, and checks that every one of them was taken. */
    async ingest(records, { chunk = 5000 } = {}) {
        this.writer ??= this.key("ingest").key;
        for (let at = 0; at < records.length; at += chunk) {
            const lines = records
                .slice(at, at + chunk)
                .map((record) => (typeof record === "string" ? record : JSON.stringify(record)));
            const answer = await fetch(`${this.url}/v1/ingest`, {
                method: "POST",
                headers: {
                    "x-api-key": this.writer,
                    "content-type": "application/x-ndjson",
                    "idempotency-key": crypto.randomUUID(),
                },
                body: lines.join("\n"),
            });
            const report = await answer.json();
            if (!answer.ok || report.rejected > 0) {
                throw new Error(`ingest answered ${answer.status}: ${JSON.stringify(report).slice(0, 500)}`);
            }
        }
    }

    async stop({ keepFolder = false } = {}) {
        const ended = new Promise((resolve) => this.process.once("exit", resolve));
        if (this.process.exitCode === null) {
            this.process.kill("SIGTERM");
            await ended;
        }
        if (!keepFolder) {
            rmSync(this.folder, { recursive: true, force: true });
        }
    }
}
