// Reads cases as JSON from the standard input and writes what the mirror answers, in order.
import { readFileSync } from "node:fs";
import { evaluate, stored } from "../../pico/static/src/conditions.mjs";

const cases = JSON.parse(readFileSync(0, "utf8"));
const answered = cases.map(({ expression, answers, facts }) => stored(evaluate(expression, answers, facts)));
process.stdout.write(JSON.stringify(answered));
