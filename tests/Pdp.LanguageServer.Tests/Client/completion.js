'use strict';
const { assert, check } = require('./harness');
const { at, apply } = require('./client');

const owner = 'access/documents/ownership.json';
const when = 'resource.owner == subject.id"';

// what may stand where `§` is, in place of the first condition or of another stretch
async function complete(s, typed, from = when, file = owner) {
  if (!s.texts[file]) await s.open(file);
  const text = s.read(file).replace(from, typed);
  const offset = text.indexOf('§');
  const plain = text.slice(0, offset) + text.slice(offset + 1);
  await s.edit(file, plain);
  const list = await s.client.ask('textDocument/completion', s.uri(file), at(text, '§'));
  return { plain, items: list.items, labels: list.items.map(one => one.label), get: label => list.items.find(one => one.label === label) };
}

check('attributes by schema, with type and description', async s => {
  const found = await complete(s, 'subject.§"');
  for (const name of ['clearance', 'contract_ends', 'tenant', 'id', 'type']) assert.ok(found.labels.includes(name), name);
  // of services, which the target leaves out
  assert.ok(!found.labels.includes('scopes'));
  assert.equal(found.get('contract_ends').detail, 'timestamp');
  assert.match(found.get('contract_ends').documentation.value, /stops working/);
});

check('the part that is typed already is replaced', async s => {
  const found = await complete(s, 'subject.clea§ >= 1"');
  const made = apply(found.plain, [found.get('clearance').textEdit]);
  assert.ok(made.includes('"when": "subject.clearance >= 1"'), made);
});

check('members of an object, and of what a macro binds', async s => {
  assert.deepEqual((await complete(s, 'context.device.§"')).labels.slice(0, 2), ['id', 'managed']);
  assert.deepEqual((await complete(s, 'resource.shares.exists(s, s.§)"')).labels.slice(0, 3), ['level', 'to', 'until']);
});

check('methods and macros by the type of what stands before them', async s => {
  const text = await complete(s, 'resource.owner.§"');
  assert.ok(text.labels.includes('startsWith') && !text.labels.includes('exists') && !text.labels.includes('getHours'));
  const list = await complete(s, 'subject.groups.§"');
  assert.ok(list.labels.includes('exists') && list.labels.includes('size') && !list.labels.includes('startsWith'));
  const time = await complete(s, 'now.§"');
  assert.ok(time.labels.includes('getHours') && !time.labels.includes('exists'));
  assert.equal(text.get('startsWith').textEdit.newText, 'startsWith($1)');
  assert.equal(text.get('startsWith').insertTextFormat, 2);
});

check('functions of a name with a dot', async s => assert.ok((await complete(s, 'math.§"')).labels.includes('greatest')));

check('definitions and variables, with their expressions', async s => {
  const found = await complete(s, 'definitions.§"');
  assert.ok(found.labels.includes('emergency') && found.labels.includes('max_share_days'));
  assert.equal(found.get('max_share_days').detail, 'int');
  assert.match(found.get('emergency').documentation.value, /'responder' in subject\.roles/);
  const variables = await complete(s, 'variables.§', 'variables.shares.exists(share, share.level == \'edit\')', 'access/documents/sharing.json');
  assert.deepEqual(variables.labels, ['principals', 'shares']);
});

check('the names that an expression begins with', async s => {
  const found = await complete(s, 'true && §"');
  for (const name of ['subject', 'resource.owner', 'definitions.emergency', 'has', 'cidr', 'now']) assert.ok(found.labels.includes(name), name);
});

check('the values that an attribute may have', async s => {
  assert.deepEqual((await complete(s, "resource.classification == '§'\"")).labels, ['confidential', 'internal', 'public', 'secret']);
  assert.deepEqual((await complete(s, "resource.classification in ['public', '§']\"")).labels, ['confidential', 'internal', 'public', 'secret']);
  assert.ok((await complete(s, "subject.type == '§\"")).labels.includes('user'));
});

check('an expression that is half typed keeps its completions', async s =>
  assert.ok((await complete(s, "(resource.owner == subject.id || subject.§\"")).labels.includes('groups')));

check('keys of the document, those required first, none twice', async s => {
  const found = await complete(s, '"e§', '"effect": "permit",');
  assert.equal(found.labels[0], 'effect');
  assert.ok(found.labels.includes('obligations') && !found.labels.includes('id') && !found.labels.includes('combining'));
  assert.match(found.get('effect').documentation.value, /what the rule says/);
});

check('values that the schema of the document enumerates', async s => {
  assert.deepEqual((await complete(s, '"effect": §,', '"effect": "permit",')).labels, ['permit', 'deny']);
  assert.ok((await complete(s, '"combining": "§", "rules"', '"rules"')).labels.includes('first-applicable'));
});

check('actions, policies and fixtures by name', async s => {
  const actions = await complete(s, '["share", "§"]', '["share"]');
  assert.ok(actions.labels.includes('download') && !actions.labels.includes('share'));
  assert.ok((await complete(s, '{ "policy": "§" }', '{ "policy": "ownership" }', 'access/documents.json')).labels.includes('break-glass'));
  const tests = await complete(s, '"subject": "§"', '"subject": "grace"', 'tests/sharing.json');
  assert.deepEqual(tests.labels, ['alice', 'bob', 'carol', 'grace', 'heidi']);
});

check('a client without snippets gets plain text', async s => {
  const found = await complete(s, '"e§', '"effect": "permit",');
  assert.equal(found.get('effect').textEdit.newText, '"effect": ');
  assert.equal(found.get('effect').insertTextFormat, 1);
}, { snippets: false });
