// Lays a compressed file beside each that browsers load; the front door sends the one they accept.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!/\.(html|js|css|svg)$/.test(name)) continue;
  const whole = readFileSync(new URL(name, dist));
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(whole, { level: 9 }));
  writeFileSync(new URL(`${name}.br`, dist), brotliCompressSync(whole));
}
