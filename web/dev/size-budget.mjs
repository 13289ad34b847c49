// Fails the build where what a visitor downloads outgrows its budget (gzip, in bytes).
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const assets = readdirSync(new URL("assets/", dist)).map((name) => `assets/${name}`);
/**
 * Only the sandbox's own page loads these; no visitor does.
 * @param {string} name
 */
const isSandbox = (name) => /^assets\/sandbox-/.test(name);
const budgets = [
  { what: "loader", files: ["widget.js"], limit: 5 * 1024 },
  {
    what: "widget scripts",
    files: assets.filter((name) => name.endsWith(".js") && !isSandbox(name)),
    limit: 30 * 1024,
  },
];

for (const { what, files, limit } of budgets) {
  const size = files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length,
    0,
  );
  console.log(`${what}: ${size} of ${limit} bytes gzip`);
  if (files.length === 0 || size > limit) process.exitCode = 1;
}
