'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { fileURLToPath } = require('url');
const { assert, check } = require('./harness');
const { at, apply } = require('./client');

const sharing = 'access/documents/sharing.json', clearance = 'guardrails/clearance.json';

async function ask(s, method, file, part, shift = 0, nth = 1, more = {}) {
  if (!s.texts[file]) await s.open(file);
  return s.client.ask(method, s.uri(file), at(s.texts[file], part, shift, nth), more);
}

// makes the changes of a rename on the disk of the copy
function carryOut(s, edit) {
  for (const change of edit.documentChanges) {
    const file = fileURLToPath(change.textDocument.uri);
    fs.writeFileSync(file, apply(fs.readFileSync(file, 'utf8'), change.edits));
  }
  return edit.documentChanges.map(one => path.relative(s.root, fileURLToPath(one.textDocument.uri))).sort();
}

// tells whether the copy is valid and passes its tests
function passes(s) {
  execFileSync('dotnet', [process.argv[2], 'test', s.root], { stdio: 'pipe' });
}

check('a definition is renamed in all documents, and the policies pass', async s => {
  const files = carryOut(s, await ask(s, 'textDocument/rename', clearance, 'definitions.level', 13, 1, { newName: 'secrecy' }));
  assert.ok(files.includes('definitions/classification.json') && files.includes(clearance) && files.length >= 4, files.join());
  passes(s);
}, {});

check('an attribute is renamed in schemas, conditions, entities and tests, and the policies pass', async s => {
  const files = carryOut(s, await ask(s, 'textDocument/rename', 'access/documents/ownership.json', 'resource.owner', 10, 1, { newName: 'proprietor' }));
  for (const folder of ['schemas/resources.json', 'directory/', 'tests/', 'access/']) assert.ok(files.some(one => one.startsWith(folder)), `${folder}: ${files.join()}`);
  passes(s);
}, {});

check('a policy is renamed with its references, in tests as well, and the policies pass', async s => {
  const files = carryOut(s, await ask(s, 'textDocument/rename', 'access/documents.json', '"sharing"', 3, 1, { newName: 'shares' }));
  assert.ok(files.includes(sharing) && files.includes('access/documents.json') && files.includes('tests/sharing.json'), files.join());
  passes(s);
}, {});

check('a rename begins with what stands on the disk, whoever wrote it', async s => {
  const ownership = 'access/documents/ownership.json';
  await s.open(ownership);
  for (const file of fs.readdirSync(s.root, { recursive: true }).filter(one => one.endsWith('.json') && one !== ownership)) {
    const whole = path.join(s.root, file);
    fs.writeFileSync(whole, `\n\n${fs.readFileSync(whole, 'utf8')}`);
  }
  carryOut(s, await ask(s, 'textDocument/rename', ownership, 'resource.owner', 10, 1, { newName: 'proprietor' }));
  passes(s);
}, {});

const nested = {
  'outer.json': { apiVersion: 'pdp/v1', kind: 'Policy', id: 'outer', version: 1, rules: [{ policy: 'inner' }, { id: 'last', effect: 'deny', when: "resource.id == 'never'" }] },
  'inner.json': { apiVersion: 'pdp/v1', kind: 'Policy', id: 'inner', version: 1, rules: [{ id: 'near', target: "resource.type == 'document'", rules: [{ id: 'mine', effect: 'deny', when: "resource.id == 'nested-1'" }] }, { id: 'mine', effect: 'deny', when: "resource.id == 'nested-2'" }] },
  'tests/nested.json': {
    apiVersion: 'pdp/v1', kind: 'Tests', subjects: { someone: { type: 'user', id: 'alice' } }, resources: { one: { type: 'document', id: 'nested-1' } },
    tests: [
      { name: 'near', subject: 'someone', action: 'read', resource: 'one', expect: { decision: 'DENY', determining: [{ policy: 'outer/inner/near', rule: 'mine' }] } },
      { name: 'far', subject: 'someone', action: 'read', resource: { type: 'document', id: 'nested-2' }, expect: { decision: 'DENY', determining: [{ policy: 'outer/inner', rule: 'mine' }] } },
    ],
  },
};

async function withNested(s) {
  for (const [file, document] of Object.entries(nested)) fs.writeFileSync(path.join(s.root, file), JSON.stringify(document, null, 2));
  await s.open('inner.json');
  passes(s);
}

check('a rule is renamed with the tests that expect it, and no other of its name', async s => {
  await withNested(s);
  assert.deepEqual(carryOut(s, await ask(s, 'textDocument/rename', 'inner.json', '"mine"', 2, 1, { newName: 'close' })), ['inner.json', 'tests/nested.json']);
  const tests = s.read('tests/nested.json');
  assert.match(tests, /"outer\/inner\/near",\s+"rule": "close"/);
  assert.match(tests, /"outer\/inner",\s+"rule": "mine"/);
  passes(s);
}, {});

check('a policy within another is renamed with the paths that lead through it', async s => {
  await withNested(s);
  assert.deepEqual(carryOut(s, await ask(s, 'textDocument/rename', 'inner.json', '"near"', 2, 1, { newName: 'around' })), ['inner.json', 'tests/nested.json']);
  assert.match(s.read('tests/nested.json'), /"outer\/inner\/around"/);
  passes(s);
}, {});

check('what tests share is renamed in their document', async s => {
  await withNested(s);
  const file = 'tests/nested.json';
  assert.deepEqual(carryOut(s, await ask(s, 'textDocument/rename', file, '"someone"', 2, 1, { newName: 'just anyone' })), [file]);
  assert.equal(s.read(file).match(/"just anyone"/g).length, 3);
  passes(s);
}, {});

check('ids that are taken, and rules that tests name without a policy where several have one, are refused', async s => {
  await withNested(s);
  const rename = (part, newName, nth = 1) => ask(s, 'textDocument/rename', 'inner.json', part, 2, nth, { newName });
  await assert.rejects(rename('"near"', 'mine'), /there is `mine` in this policy already/);
  await assert.rejects(rename('"mine"', 'a b'), /`a b` is no id/);
  await assert.rejects(ask(s, 'textDocument/rename', 'tests/nested.json', '"one"', 2, 1, { newName: 'a"b' }), /is no name/);
  const bare = JSON.stringify(nested['tests/nested.json'], null, 2).replace('"policy": "outer/inner/near",', '');
  await s.edit('tests/nested.json', bare);
  await assert.rejects(ask(s, 'textDocument/rename', 'tests/nested.json', '"rule": "mine"', 10, 1, { newName: 'close' }), /several policies have a rule `mine`: change its name where it stands/);
  assert.equal((await ask(s, 'textDocument/definition', 'tests/nested.json', '"rule": "mine"', 10)).length, 2);
  await assert.rejects(rename('"mine"', 'close'), /names `mine` without a policy, and several have such a rule: rename by hand/);
  // of one alone it is clear
  await ask(s, 'textDocument/hover', 'outer.json', '"last"');
  await s.edit('tests/nested.json', bare.replace(/\{\s*"rule": "mine"\s*\}/, '{ "rule": "last" }'));
  const edit = await ask(s, 'textDocument/rename', 'outer.json', '"last"', 2, 1, { newName: 'final' });
  assert.deepEqual(edit.documentChanges.map(one => path.relative(s.root, fileURLToPath(one.textDocument.uri))), ['outer.json', 'tests/nested.json']);
}, {});
