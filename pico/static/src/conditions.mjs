// The mirror of pico/questionnaires/conditions.py for the page: it hides, shows and totals; the server decides.
// Numbers are BigInt millionths, never floating point. Both files answer tests/questionnaires/cases.json alike.
const SCALE = 1000000n;
const LARGEST = 10n ** 15n * SCALE;
const DEEPEST = 10;
const MOST_NODES = 200;

const abs = (n) => (n < 0n ? -n : n);
const within = (n) => (n !== null && abs(n) <= LARGEST ? n : null);
const isNumber = (v) => typeof v === "bigint";
const isText = (v) => typeof v === "string";
const isList = Array.isArray;
const isObject = (v) => typeof v === "object" && v !== null && !isList(v);
const own = (object, key) => (isObject(object) && Object.hasOwn(object, key) ? object[key] : null);
const shaped = (v, ...keys) =>
  isObject(v) && Object.keys(v).length === keys.length && keys.every((key) => Object.hasOwn(v, key));
const trimmed = (text) => text.replace(/^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g, "");
const flat = (v) => (isList(v) ? null : v);

function readNumber(text) {
  if (!isText(text) || !/^-?[0-9]{1,16}(\.[0-9]{1,6})?$/.test(text)) return null;
  const [whole, part = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole) * SCALE + BigInt(part.padEnd(6, "0"));
  return within(text[0] === "-" ? -value : value);
}

function readStored(stored) {
  if (typeof stored === "boolean" || isText(stored)) return stored;
  if (typeof stored === "number") return Number.isSafeInteger(stored) ? BigInt(stored) * SCALE : null;
  if (isList(stored)) return stored.map((item) => (isList(item) ? null : readStored(item)));
  if (shaped(stored, "num")) return readNumber(stored.num);
  return shaped(stored, "other") && isText(stored.other) ? `other:${stored.other}` : null;
}

function nodes(expression, depth) {
  if (depth > DEEPEST) return MOST_NODES + 1;
  const inner = isObject(expression) ? own(expression, "args") : expression;
  if (!isList(inner)) return 1;
  let count = 1;
  for (const item of inner) {
    count += nodes(item, depth + 1);
    if (count > MOST_NODES) break;
  }
  return count;
}

const literal = (item) => (isList(item) || own(item, "other") !== null ? null : readStored(item));

function cells(rows, column) {
  return isList(rows) ? rows.map((row) => flat(readStored(own(row, column)))) : [];
}

function valueOf(expression, answers, facts) {
  if (shaped(expression, "answer") && isText(expression.answer)) return readStored(own(answers, expression.answer));
  if (shaped(expression, "answer", "column") && isText(expression.answer) && isText(expression.column)) {
    return cells(own(answers, expression.answer), expression.column);
  }
  if (shaped(expression, "fact") && isText(expression.fact)) return readStored(own(facts, expression.fact));
  if (shaped(expression, "op", "args") && isText(expression.op) && isList(expression.args)) {
    if (!Object.hasOwn(OPERATORS, expression.op)) return null;
    const [least, most, work] = OPERATORS[expression.op];
    const count = expression.args.length;
    return count < least || count > most ? null : work(...expression.args.map((a) => valueOf(a, answers, facts)));
  }
  return isList(expression) ? expression.map(literal) : literal(expression);
}

const kind = (v) => (isList(v) ? "list" : v === null ? "null" : typeof v);
function same(a, b) {
  if (kind(a) !== kind(b) || a === null || isList(a)) return false;
  return isText(a) ? trimmed(a) === trimmed(b) : a === b;
}

/** The number of a real day since 1 March of the year 0, or null. */
function readDay(value) {
  const found = isText(value) && /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(trimmed(value));
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (year < 1 || length === undefined || day < 1 || day > length) return null;
  const y = month > 2 ? year : year - 1;
  const m = (month + 9) % 12;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day;
}
const ordered = (compare) => (a, b) => {
  if (isNumber(a) && isNumber(b)) return compare(a, b);
  const [first, second] = [readDay(a), readDay(b)];
  return first !== null && second !== null && compare(first, second);
};

const has = (values, value) => isList(values) && values.some((item) => same(item, value));
const listed = (v) => (isList(v) ? v : [v]).filter((cell) => cell !== null && cell !== "");
const empty = (v) => !listed(v).some((cell) => !isText(cell) || trimmed(cell) !== "");

function quotient(a, b) {
  const size = (2n * abs(a) + abs(b)) / (2n * abs(b));
  return a < 0n !== b < 0n ? -size : size;
}
const folded = (step) => (first, ...others) =>
  others.reduce(
    (total, value) => (total === null || !isNumber(value) ? null : within(step(total, value))),
    isNumber(first) ? first : null,
  );
const overNumbers = (work) => (value) => {
  const found = (isList(value) ? value : [value]).filter((cell) => cell !== null);
  return found.every(isNumber) ? within(work(found)) : null;
};
const best = (better) => (list) => list.reduce((a, b) => (a === null || better(b, a) ? b : a), null);

const OPERATORS = {
  and: [0, MOST_NODES, (...values) => values.every((v) => v === true)],
  or: [0, MOST_NODES, (...values) => values.some((v) => v === true)],
  not: [1, 1, (v) => v !== true],
  if: [3, 3, (condition, then, otherwise) => (condition === true ? then : otherwise)],
  eq: [2, 2, same],
  ne: [2, 2, (a, b) => kind(a) === kind(b) && a !== null && !same(a, b)],
  lt: [2, 2, ordered((a, b) => a < b)],
  le: [2, 2, ordered((a, b) => a <= b)],
  gt: [2, 2, ordered((a, b) => a > b)],
  ge: [2, 2, ordered((a, b) => a >= b)],
  in: [2, 2, (value, values) => has(values, value)],
  has: [2, 2, has],
  has_any: [2, 2, (values, wanted) => isList(wanted) && wanted.some((item) => has(values, item))],
  has_all: [2, 2, (values, wanted) => isList(values) && isList(wanted) && wanted.every((item) => has(values, item))],
  empty: [1, 1, empty],
  filled: [1, 1, (v) => !empty(v)],
  add: [2, MOST_NODES, folded((a, b) => a + b)],
  sub: [2, 2, folded((a, b) => a - b)],
  mul: [2, MOST_NODES, folded((a, b) => quotient(a * b, SCALE))],
  div: [2, 2, folded((a, b) => (b === 0n ? null : quotient(a * SCALE, b)))],
  sum: [1, 1, overNumbers((list) => list.reduce((a, b) => a + b, 0n))],
  min: [1, 1, overNumbers(best((a, b) => a < b))],
  max: [1, 1, overNumbers(best((a, b) => a > b))],
  count: [1, 1, (v) => BigInt(listed(v).length) * SCALE],
  length: [1, 1, (v) => (isText(v) ? BigInt([...v].length) * SCALE : null)],
  days: [2, 2, (a, b) => (readDay(a) === null || readDay(b) === null ? null : BigInt(readDay(b) - readDay(a)) * SCALE)],
};

export function evaluate(expression, answers, facts) {
  return nodes(expression, 1) > MOST_NODES ? null : valueOf(expression, answers, facts);
}

/** A value as JSON stores it: numbers as {"num": "12.5"}. */
export function stored(value) {
  if (isList(value)) return value.map(stored);
  if (!isNumber(value)) return value;
  const digits = `${abs(value) / SCALE}.${String(abs(value) % SCALE).padStart(6, "0")}`.replace(/\.?0+$/, "");
  return { num: `${value < 0n ? "-" : ""}${digits}` };
}
