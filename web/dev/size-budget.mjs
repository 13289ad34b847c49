// Fails the build where what a browser downloads outgrows its budget (gzip, in bytes).
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
/** @param {string} file */
const read = (file) => readFileSync(new URL(file, dist));

/**
 * The scripts that a page loads, with all that they import, now or later.
 * @param {string} page
 */
function scriptsOf(page) {
  const found = new Set();
  const waiting = [page];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const [name] of read(file)
      .toString()
      .matchAll(/[\w./-]+\.js\b/g)) {
      const script = `assets/${basename(name)}`;
      if (found.has(script) || name === "/widget.js") continue;
      found.add(script);
      waiting.push(script);
    }
  }
  return [...found];
}

/**
 * What a page loads before it can be used: its own tags, without what comes later.
 * @param {string} page
 */
function firstOf(page) {
  const tags = read(page).toString();
  return [...tags.matchAll(/\/(assets\/[\w.-]+\.(?:js|css))/g)].map(([, file]) => file ?? "");
}

const budgets = [
  { what: "loader", files: ["widget.js"], limit: 5 * 1024 },
  { what: "widget scripts", files: scriptsOf("widget/index.html"), limit: 30 * 1024 },
  { what: "console, first page", files: firstOf("console/index.html"), limit: 100 * 1024 },
];

for (const { what, files, limit } of budgets) {
  const size = files.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
  const fits = files.length > 0 && size <= limit;
  (fits ? console.log : console.error)(`${what}: ${size} of ${limit} bytes gzip`);
  if (!fits) process.exitCode = 1;
}
