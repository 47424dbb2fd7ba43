// Opens HTML reports in a real browser, at three widths, light and dark, and fails for console messages, anything
// loaded beside the page, text that does not fit the width, and what axe-core finds against accessibility.
import { readFile } from "node:fs/promises";
import { resolve, basename } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS; // a directory for pictures; none without it
const faults = [];
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const file of process.argv.slice(2)) {
  for (const width of [400, 800, 1600]) {
    for (const scheme of ["light", "dark"]) {
      await check(file, width, scheme);
    }
  }
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(`${process.argv.length - 2} reports, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);

async function check(file, width, scheme) {
  const where = `${basename(file)} at ${width}, ${scheme}: `;
  const url = pathToFileURL(resolve(file)).href;
  const page = await browser.newPage();
  page.on("console", (message) => faults.push(where + message.text()));
  page.on("pageerror", (error) => faults.push(where + error));
  page.on("request", (request) => request.url() !== url && faults.push(where + "loads " + request.url()));
  await page.setBypassCSP(true); // for axe-core alone
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) faults.push(`${where}${wide} pixels too wide`);
  if (shots) await page.screenshot({ path: `${shots}/${basename(file)}-${width}-${scheme}.png`, fullPage: true });
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  for (const v of violations) faults.push(`${where}${v.id}: ${v.help}: ${v.nodes[0].html}`);
  await page.close();
}
