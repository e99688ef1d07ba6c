'use strict';
const path = require('path');
const { fileURLToPath } = require('url');
const { assert, check } = require('./harness');
const { at, textAt, apply } = require('./client');

const sharing = 'access/documents/sharing.json', clearance = 'guardrails/clearance.json', glass = 'access/documents/break-glass.json';

async function ask(s, method, file, part, shift = 0, nth = 1, more = {}) {
  if (!s.texts[file]) await s.open(file);
  return s.client.ask(method, s.uri(file), at(s.texts[file], part, shift, nth), more);
}

// the places as `file: text of the line`
function shown(s, locations) {
  return locations.map(one => {
    const file = path.relative(s.root, fileURLToPath(one.uri));
    return `${file}:${one.range.start.line + 1}: ${textAt(s.read(file), one.range)}`;
  });
}

check('the definition of a variable', async s =>
  assert.deepEqual(shown(s, await ask(s, 'textDocument/definition', sharing, 'variables.shares', 12)), [`${sharing}:11: shares`]));

check('the definition of a definition stands in another document', async s =>
  assert.deepEqual(shown(s, await ask(s, 'textDocument/definition', clearance, 'definitions.level', 13)), ['definitions/classification.json:12: level']));

check('the definition of a policy: all its versions', async s =>
  assert.deepEqual(shown(s, await ask(s, 'textDocument/definition', 'access/documents.json', '"sharing"', 3)).map(one => one.split(':')[0]).sort(), [sharing, 'access/documents/sharing.next.json']));

check('the definition of an attribute: where the schemas describe it', async s => {
  const found = shown(s, await ask(s, 'textDocument/definition', 'guardrails/people.json', 'subject.contract_ends', 10));
  assert.deepEqual(found.map(one => one.split(': ')[1]), ['contract_ends']);
  assert.match(found[0], /^schemas\/subjects\.json/);
});

check('the definition of an action, a type and a member of an attribute', async s => {
  assert.match(shown(s, await ask(s, 'textDocument/definition', sharing, '"comment"', 3))[0], /^schemas\/actions\.json:\d+: "comment"$/);
  assert.match(shown(s, await ask(s, 'textDocument/definition', sharing, "'document'", 3))[0], /^schemas\/resources\.json:\d+: "document"$/);
  assert.match(shown(s, await ask(s, 'textDocument/definition', glass, 'context.break_glass.ticket', 22))[0], /^schemas\/context\.json:\d+: "ticket"$/);
});

check('the references of a variable, in its policy alone', async s => {
  const found = shown(s, await ask(s, 'textDocument/references', sharing, '"shares"', 2, 1, { context: { includeDeclaration: true } }));
  assert.deepEqual(found.map(one => one.split(': ')[0]), [`${sharing}:11`, `${sharing}:21`, `${sharing}:27`]);
});

check('the references of a definition, of an attribute and of a policy', async s => {
  const level = shown(s, await ask(s, 'textDocument/references', clearance, 'definitions.level', 13, 1, { context: { includeDeclaration: false } }));
  assert.ok(level.length >= 4 && level.every(one => one.endsWith(': level')), level.join('\n'));
  assert.ok(!level.some(one => one.startsWith('definitions/classification.json:12')));
  const owner = shown(s, await ask(s, 'textDocument/references', 'access/documents/ownership.json', 'resource.owner', 10, 1, { context: { includeDeclaration: true } }));
  for (const folder of ['schemas/resources.json', 'access/documents/ownership.json', 'tests/']) assert.ok(owner.some(one => one.startsWith(folder)), folder);
  const policy = shown(s, await ask(s, 'textDocument/references', 'access/documents.json', '"sharing"', 3, 1, { context: { includeDeclaration: false } }));
  assert.ok(policy.some(one => one.startsWith('access/documents.json')) && policy.some(one => one.startsWith('tests/sharing.json')), policy.join('\n'));
});

check('the symbols of a policy, of schemas and of tests', async s => {
  const [policy] = await ask(s, 'textDocument/documentSymbol', sharing, '{');
  assert.equal(policy.name, 'sharing');
  assert.equal(policy.detail, 'version 2');
  assert.deepEqual(policy.children.map(one => `${one.name} ${one.detail || ''}`.trim()), ['principals', 'shares', 'shared-read permit', 'shared-edit permit']);
  assert.equal(textAt(s.texts[sharing], policy.children[2].selectionRange), '"shared-read"');
  const schema = await ask(s, 'textDocument/documentSymbol', 'schemas/subjects.json', '{');
  assert.deepEqual(schema.map(one => one.name).slice(0, 2), ['user', 'service']);
  assert.ok(schema[0].children.some(one => one.name === 'clearance' && one.detail === 'integer'));
  const tests = await ask(s, 'textDocument/documentSymbol', 'tests/sharing.json', '{');
  assert.ok(tests.some(one => one.name === 'and edit, if it says so' && one.detail === 'PERMIT'));
});

check('a name that can be changed is told with its place', async s => {
  const found = await ask(s, 'textDocument/prepareRename', clearance, 'definitions.level', 13);
  assert.equal(found.placeholder, 'level');
  assert.equal(textAt(s.texts[clearance], found.range), 'level');
  await assert.rejects(ask(s, 'textDocument/prepareRename', clearance, '"effect"', 2), /no name here/);
});

check('names that are taken, wrong or change the meaning are refused with the reason', async s => {
  const rename = (newName, file, part, shift) => ask(s, 'textDocument/rename', file, part, shift, 1, { newName });
  await assert.rejects(rename('emergency', clearance, 'definitions.level', 13), /there is `emergency` already/);
  await assert.rejects(rename('in', clearance, 'definitions.level', 13), /`in` is no name/);
  await assert.rejects(rename('1a', sharing, 'variables.shares', 12), /`1a` is no name/);
  await assert.rejects(rename('principals', sharing, 'variables.shares', 12), /`principals`/);
  await assert.rejects(rename('id', 'access/documents/ownership.json', 'resource.owner', 10), /meaning of its own/);
  await assert.rejects(rename('people', 'access/documents.json', '"sharing"', 3), /there is a policy `people` already/);
  await assert.rejects(rename('a b', 'access/documents.json', '"sharing"', 3), /`a b` is no id/);
});

check('a variable is renamed in its document, of the version that is open', async s => {
  const edit = await ask(s, 'textDocument/rename', sharing, 'variables.shares', 12, 1, { newName: 'open_shares' });
  assert.deepEqual(edit.documentChanges.map(one => one.textDocument), [{ uri: s.uri(sharing), version: 1 }]);
  const text = apply(s.texts[sharing], edit.documentChanges[0].edits);
  assert.equal(text.match(/open_shares/g).length, 3);
  assert.equal(text.includes('resource.shares'), true);
});

check('where words do not tell whose a name is, nothing is renamed', async s => {
  const odd = when => JSON.stringify({ apiVersion: 'pdp/v1', kind: 'Policy', id: 'odd', version: 1, rules: [{ id: 'odd', effect: 'deny', when }] });
  const rename = () => ask(s, 'textDocument/rename', 'access/documents/ownership.json', 'resource.owner', 10, 1, { newName: 'proprietor' });
  await s.open('guardrails/odd.json', odd("resource.properties['owner'] == 'x'"));
  assert.ok((await rename()).documentChanges.some(one => one.textDocument.uri.endsWith('/odd.json')));
  for (const when of [
    "resource.properties[?'owner'].orValue('') == 'x'", "'owner' in resource.properties", "dyn(resource.properties).owner == 'x'",
    "subject.roles.exists(resource, resource == 'x')", "subject.roles.exists(resource, dyn(resource).owner == 'x')", "resource.properties[r'owner'] == 'x'"]) {
    await s.edit('guardrails/odd.json', odd(when));
    await assert.rejects(rename(), /rename by hand/, when);
  }
}, {});
