'use strict';
const { assert, check } = require('./harness');
const { at, textAt } = require('./client');

const sharing = 'access/documents/sharing.json', clearance = 'guardrails/clearance.json';

async function hover(s, file, part, shift = 0, nth = 1) {
  if (!s.texts[file]) await s.open(file);
  return s.client.ask('textDocument/hover', s.uri(file), at(s.texts[file], part, shift, nth));
}

async function text(...arguments_) { return (await hover(...arguments_)).contents.value; }

check('an attribute has its type and what the schema says of it', async s => {
  const found = await hover(s, 'guardrails/people.json', 'subject.contract_ends', 10);
  assert.match(found.contents.value, /subject\.contract_ends: timestamp/);
  assert.match(found.contents.value, /when the user stops working here; absent: unknown yet/);
  assert.match(found.contents.value, /of `user`: may be absent, from the PDP's own data alone/);
  assert.equal(textAt(s.texts['guardrails/people.json'], found.range), 'contract_ends');
});

check('only the types count that the target admits', async s => {
  const found = await text(s, 'access/documents/ownership.json', 'resource.owner', 10);
  assert.match(found, /of `document`/);
  assert.doesNotMatch(found, /of `folder`/);
});

check('a default is told', async s => assert.match(await text(s, clearance, 'subject.clearance', 9), /subject\.clearance: int[^]*`0` when nobody supplies it/));

check('a variable has its type and expression', async s =>
  assert.match(await text(s, clearance, 'variables.cleared', 11), /variables\.cleared: bool[^]*subject\.clearance >= definitions\.level/));

check('a definition has its type, expression and file', async s =>
  assert.match(await text(s, clearance, 'definitions.level', 13), /definitions\.level: (int|dyn)[^]*definitions\.classification_levels\[resource\.classification\][^]*definitions\/classification\.json/));

check('a function has its signatures and a line', async s => assert.match(await text(s, sharing, 'size(', 1), /size\(list\(dyn\)\) → int[^]*size\(string\) → int[^]*number of code points/));

check('a macro and what it binds have their forms and types', async s => {
  assert.match(await text(s, sharing, '.exists(', 2), /list\.exists\(x, condition\)/);
  assert.match(await text(s, sharing, 'share.level', 2), /share: \{level: string/);
  assert.match(await text(s, sharing, 'share.level', 7), /share\.level: string/);
});

check('keys and values of the document have what its schema says', async s => {
  assert.match(await text(s, sharing, '"effect"', 2), /what the rule says when it applies[^]*`permit`, `deny`/);
  assert.match(await text(s, sharing, '"version"', 2), /the highest is in force/);
  assert.match(await text(s, 'bundle.json', '"schemaEnforcement"', 2), /default: `warn`|one of `off`/);
});

check('a reference has the policy that it names', async s => assert.match(await text(s, 'access/documents.json', '"sharing"', 2), /policy sharing[^]*version 2: `access\/documents\/sharing\.json`[^]*version 3, shadow/));

check('nothing is said of what has no meaning', async s => assert.equal(await hover(s, sharing, 'Who was given', 4), null));
