// Builds pico/static/build/ from pico/static/src/ and the npm packages. Needs no network. `--watch` rebuilds.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { context, transform } from "esbuild";
import { writeMap } from "./map.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "pico/static/src");
const target = join(root, "pico/static/build");
const italia = join(root, "node_modules/bootstrap-italia/dist");
const WEIGHTS = ["300", "regular", "600", "700"];

// Parts of bootstrap-italia that need a script we do not ship: the video player with its icon font, the carousel.
const UNUSED = /^(@font-face\{font-family:VideoJS|[^{]*(\.vjs-|\.video-js|\.splide)[^{]*\{)/;

/** Drop whole top-level rules that match UNUSED; 12 KB less after compression. */
function withoutUnused(css) {
  let depth = 0;
  let start = 0;
  let kept = "";
  for (let i = 0; i < css.length; i++) {
    if (css[i] === "{") depth++;
    if (css[i] === "}" && --depth === 0) {
      const rule = css.slice(start, i + 1);
      if (!UNUSED.test(rule)) kept += rule;
      start = i + 1;
    }
  }
  return kept;
}

/** The icons of bootstrap-italia and, in the same file, ours (pico/static/src/icons/): it has no bell, for one. */
async function writeSprite() {
  const folder = join(source, "icons");
  const own = await Promise.all(
    (await readdir(folder)).sort().map(async (name) => {
      const drawing = (await readFile(join(folder, name), "utf8")).replace(/^<svg[^>]*>|<\/svg>\s*$/g, "");
      return `<symbol id="it-${basename(name, ".svg")}" viewBox="0 0 24 24">${drawing}</symbol>`;
    }),
  );
  const sprite = await readFile(join(italia, "svg/sprites.svg"), "utf8");
  await writeFile(join(target, "sprites.svg"), sprite.replace(/<\/svg>\s*$/, `${own.join("")}</svg>`));
}

async function copyPackages() {
  await mkdir(join(target, "fonts"), { recursive: true });
  await Promise.all([
    writeSprite(),
    writeMap(root, target),
    ...WEIGHTS.map((weight) =>
      copyFile(
        join(italia, `fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-${weight}.woff2`),
        join(target, `fonts/titillium-web-${weight}.woff2`),
      ),
    ),
    // Through esbuild and not copied: it drops the byte order mark and the reference to a source map.
    readFile(join(italia, "css/bootstrap-italia.min.css"), "utf8")
      .then((css) => transform(css, { loader: "css", minify: true, legalComments: "inline" }))
      .then(({ code }) => writeFile(join(target, "bootstrap-italia.min.css"), withoutUnused(code))),
  ]);
}

const own = await context({
  entryPoints: [join(source, "pico.js"), join(source, "post.js"), join(source, "questions.js"), join(source, "proof.js"), join(source, "pico.css")],
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  external: ["*.woff2", "*.svg"],
  nodePaths: [join(root, "node_modules")],
  logLevel: "warning",
});

if (process.argv.includes("--watch")) {
  await copyPackages();
  await own.watch();
} else {
  await rm(target, { recursive: true, force: true });
  await Promise.all([copyPackages(), own.rebuild()]);
  await own.dispose();
}
