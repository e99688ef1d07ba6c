// Writes the test modules of @bufbuild/cel-spec as gzipped JSON: one array of flat records per module.
// JSON.stringify writes -0 as 0, so a negative zero becomes the string "-0".
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const keepNegativeZero = (_, value) => (Object.is(value, -0) ? "-0" : value);

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
  const json = JSON.stringify(collect(tests, [], []), keepNegativeZero);
  writeFileSync(new URL(`${name}.json.gz`, import.meta.url), gzipSync(json, { level: 9 }));
}
