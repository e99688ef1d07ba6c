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
