// Evaluates CEL with @bufbuild/cel: reads questions from standard input, one JSON document a line, and answers each
// with one line, in order. A question is {"text": …, "vars": {name: value}}, or {"text": …} to be told only whether the
// text parses. An answer is ["value", value], ["error", message] or ["rejected", message]. Values are typed arrays, see
// below, so that nothing is lost on the way: 1, 1u and 1.0 differ, as do 0.0 and -0.0. What takes longer than the limit
// is answered ["value", ["broken", "no answer in time"]]: the program never spins for ever, and ends when its input does.
// Usage: node peer.mjs <a folder with node_modules>
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { resolve } from "node:path";
import { Script } from "node:vm";

const require = createRequire(resolve(process.argv[2], "package.json"));
const cel = require("@bufbuild/cel");
const { strings } = require("@bufbuild/cel/ext");
const { create } = require("@bufbuild/protobuf");
const { DurationSchema, TimestampSchema } = require("@bufbuild/protobuf/wkt");
const { isReflectMessage, reflect } = require("@bufbuild/protobuf/reflect");

const environment = cel.celEnv({ funcs: strings });
const bits = new DataView(new ArrayBuffer(8));
const nanosPerSecond = 1000000000n;

function toBits(number) {
  bits.setFloat64(0, number);
  return bits.getBigUint64(0).toString(16);
}

function fromBits(text) {
  bits.setBigUint64(0, BigInt(`0x${text}`));
  return bits.getFloat64(0);
}

// What lists and maps give out must be reflected already: it is too late once the evaluation has ended.
function message(schema, fields) {
  return reflect(schema, create(schema, fields));
}

function namedType(name) {
  const answer = cel.run(name, {});
  return answer === null || cel.isCelError(answer) ? undefined : answer;
}

function read([kind, value, nanos]) {
  switch (kind) {
    case "null": return null;
    case "bool": return value;
    case "int": return BigInt(value);
    case "uint": return cel.celUint(BigInt(value));
    case "double": return fromBits(value);
    case "string": return value;
    case "bytes": return Uint8Array.from(Buffer.from(value, "base64"));
    case "list": return cel.celList(value.map(read));
    case "map": return cel.celMap(new Map(value.map(([key, entry]) => [read(key), read(entry)])));
    case "timestamp": return message(TimestampSchema, { seconds: BigInt(value), nanos });
    case "type": return namedType(value);
    case "duration": {
      const total = BigInt(value);
      return message(DurationSchema, { seconds: total / nanosPerSecond, nanos: Number(total % nanosPerSecond) });
    }
    default: throw new Error(`unknown kind of value ${kind}`);
  }
}

function write(value) {
  switch (typeof value) {
    case "boolean": return ["bool", value];
    case "bigint": return ["int", value.toString()];
    case "number": return ["double", toBits(value)];
    case "string": return value.isWellFormed() ? ["string", value] : ["broken", "half a surrogate pair"];
    case "undefined": return ["broken", "undefined"];
  }

  if (value === null) return ["null"];
  if (value instanceof Uint8Array) return ["bytes", Buffer.from(value).toString("base64")];
  if (cel.isCelUint(value)) return ["uint", value.value.toString()];
  if (cel.isCelList(value)) return ["list", Array.from(value, write)];
  if (cel.isCelMap(value)) return ["map", Array.from(value, ([key, entry]) => [write(key), write(entry)])];
  if (cel.isCelType(value)) return ["type", value.name];
  const { $typeName, seconds, nanos } = isReflectMessage(value) ? value.message : value;
  switch ($typeName) {
    case "google.protobuf.Timestamp": return ["timestamp", seconds.toString(), nanos];
    case "google.protobuf.Duration": return ["duration", (seconds * nanosPerSecond + BigInt(nanos)).toString()];
    default: return ["broken", $typeName ?? "unknown kind of value"];
  }
}

function shown(error) {
  return String(error.message).slice(0, 200).toWellFormed();
}

function answer({ text, vars }) {
  let parsed;
  try {
    parsed = cel.parse(text);
  } catch (error) {
    return ["rejected", shown(error)];
  }

  if (vars === undefined) return ["value", ["null"]];
  try {
    const bindings = Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, read(value)]));
    const result = cel.plan(environment, parsed)(bindings);
    return cel.isCelError(result) ? ["error", shown(result)] : ["value", write(result)];
  } catch (error) {
    return ["error", shown(error)];
  }
}

// Only code that runs under a script's limit can be interrupted.
const limit = { timeout: 5000 };
const limited = new Script("answerQuestion()");

function answerInTime(question) {
  globalThis.answerQuestion = () => answer(question);
  try {
    return limited.runInThisContext(limit);
  } catch (error) {
    if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return ["value", ["broken", "no answer in time"]];
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(answerInTime(JSON.parse(line)))}\n`);
}
