// Writes the test modules of @bufbuild/cel-spec as gzipped JSON: one array of flat records per module, and in
// messages.json.gz the message types that their expressions name.
// JSON.stringify writes -0 as 0, so a negative zero becomes the string "-0".
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { ScalarType } from "@bufbuild/protobuf";
import { getTestRegistry } from "@bufbuild/cel-spec/testdata/registry.js";

const keepNegativeZero = (_, value) => (Object.is(value, -0) ? "-0" : value);

function write(name, content) {
  const json = JSON.stringify(content, keepNegativeZero);
  writeFileSync(new URL(`${name}.json.gz`, import.meta.url), gzipSync(json, { level: 9 }));
}

function collect(suite, path, into) {
  for (const inner of suite.suites ?? []) collect(inner, [...path, inner.name], into);
  for (const test of suite.tests ?? []) {
    const { original, ast, checkedAst, type, error } = test;
    into.push({ file: path[0] ?? suite.name, section: path.at(-1) ?? suite.name, ...original, ast, checkedAst, type, error });
  }
  return into;
}

for (const name of ["conformance", "parsing", "comprehension", "checking"]) {
  const { tests } = await import(`@bufbuild/cel-spec/testdata/${name}.js`);
  write(name, collect(tests, [], []));
}

// Types of fields in the JSON form of cel.expr.Type, as the declarations of the tests have them. CEL has one type of
// signed, unsigned and floating-point number each, and reads a constant of an enum as an int.
function scalarType(scalar) {
  switch (scalar) {
    case ScalarType.BOOL: return { primitive: "BOOL" };
    case ScalarType.STRING: return { primitive: "STRING" };
    case ScalarType.BYTES: return { primitive: "BYTES" };
    case ScalarType.FLOAT: case ScalarType.DOUBLE: return { primitive: "DOUBLE" };
    case ScalarType.UINT32: case ScalarType.UINT64: case ScalarType.FIXED32: case ScalarType.FIXED64: return { primitive: "UINT64" };
    default: return { primitive: "INT64" };
  }
}

function singularType({ scalar, enum: enumeration, message }) {
  if (message) return { messageType: message.typeName };
  return enumeration ? { primitive: "INT64" } : scalarType(scalar);
}

function fieldType(field) {
  switch (field.fieldKind) {
    case "list": return { listType: { elemType: singularType(field) } };
    case "map": return { mapType: { keyType: scalarType(field.mapKey), valueType: singularType(field) } };
    default: return singularType(field);
  }
}

const messages = {};
const constants = {};
for (const type of getTestRegistry()) {
  if (type.kind === "message")
    Object.assign((messages[type.typeName] ??= {}), Object.fromEntries(type.fields.map((field) => [field.name, fieldType(field)])));
  if (type.kind === "extension") (messages[type.extendee.typeName] ??= {})[type.typeName] = fieldType(type);
  if (type.kind === "enum") for (const { name, number } of type.values) constants[`${type.typeName}.${name}`] = number;
}
write("messages", { messages, constants });
