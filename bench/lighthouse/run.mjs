// Measures pages with Lighthouse (mobile, its own simulated slow phone) in the Chromium of the machine.
// Arguments: address of each page. Prints one JSON line a page: scores, measures, and what lost points.
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const MEASURES = ["largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time"];

function lost(report) {
  const audits = CATEGORIES.flatMap((name) => report.categories[name].auditRefs)
    .filter(({ id, weight }) => weight > 0 && (report.audits[id].score ?? 1) < 0.9)
    .map(({ id }) => id);
  return [...new Set(audits)];
}

// A busy machine sometimes loses the beginning of the trace: asked again, twice at most.
async function measured(url) {
  for (let time = 1; ; time += 1) {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" });
    if (!lhr.runtimeError || time === 3) return lhr;
  }
}

const chrome = await chromeLauncher.launch({
  chromePath: process.env.CHROMIUM || "/usr/bin/chromium",
  chromeFlags: FLAGS,
});
try {
  for (const url of process.argv.slice(2)) {
    const lhr = await measured(url);
    const scores = CATEGORIES.map((name) => [name, lhr.categories[name].score]);
    const measures = MEASURES.map((name) => [name, lhr.audits[name].numericValue]);
    const error = lhr.runtimeError?.message ?? "";
    console.log(JSON.stringify({ url, ...Object.fromEntries([...scores, ...measures]), lost: lost(lhr), error }));
    if (process.env.LIGHTHOUSE_DETAILS) {
      for (const id of lost(lhr)) console.error(id, JSON.stringify(lhr.audits[id].details?.items?.slice(0, 5)));
    }
  }
} finally {
  chrome.kill();
}
