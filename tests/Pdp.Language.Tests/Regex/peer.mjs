// Answers each line [pattern, [text, ...]] with a line: null when the pattern is refused, else for each text where the
// first match and its groups lie, [start, end, start, end, ...] with -1 for what took no part, or null.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { RE2JS } = createRequire(process.argv[2])('re2js');

const find = (compiled, text) => {
  const matcher = compiled.matcher(text);
  if (!matcher.find()) return null;
  const slots = [];
  for (let group = 0; group <= Math.min(compiled.groupCount(), 9); group++) slots.push(matcher.start(group), matcher.end(group));
  return slots;
};

for await (const line of createInterface({ input: process.stdin })) {
  const [pattern, texts] = JSON.parse(line);
  let answer = null;
  try {
    const compiled = RE2JS.compile(pattern);
    answer = texts.map(text => find(compiled, text));
  } catch (error) {
    if (!/parsing regexp/.test(String(error.message))) answer = String(error.stack);
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
