'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { assert, check } = require('./harness');
const { at, apply } = require('./client');

const owner = 'access/documents/ownership.json', glass = 'access/documents/break-glass.json';

async function actions(s, file, range, only) {
  return s.client.connection.sendRequest('textDocument/codeAction', { textDocument: { uri: s.uri(file) }, range, context: { diagnostics: [], ...(only ? { only } : {}) } });
}

const made = (s, file, action) => apply(s.texts[file], action.edit.documentChanges[0].edits);

// what is told of a state once the linter has looked at it
async function linted(s, file, text, code) {
  const told = s.client.next(s.uri(file), message => message.diagnostics.some(one => one.code === code));
  await s.edit(file, text);
  return (await told).diagnostics.filter(one => one.code === code);
}

check('did you mean, in an expression', async s => {
  await s.open(owner);
  const [found] = await s.replace(owner, 'resource.owner == subject.id"', 'resource.ownr == subject.id"');
  const [action] = await actions(s, owner, found.range);
  assert.equal(action.title, 'write `owner`');
  assert.equal(action.isPreferred, true);
  assert.equal(action.diagnostics[0].code, 'CEL0102');
  assert.deepEqual(await s.edit(owner, made(s, owner, action)), []);
});

check('did you mean, in names and values of the document', async s => {
  for (const [from, to] of [['"effect": "permit"', '"efect": "permit"'], ['"effect": "permit"', '"effect": "premit"'], ['["share"]', '["shar"]']]) {
    const found = (await s.edit(owner, s.read(owner).replace(from, to))).find(one => one.severity === 1);
    const [action] = await actions(s, owner, found.range);
    assert.ok(action, `${to}: ${found.message}`);
    assert.equal(made(s, owner, action), s.read(owner));
  }
});

check('a fix of the linter', async s => {
  const text = s.read(owner).replace('"rules": [', '"variables": { "idle": "true" },\n  "rules": [');
  const [warning] = await linted(s, owner, text, 'PDP0301');
  const action = (await actions(s, owner, warning.range)).find(one => /remove the variable/.test(one.title));
  assert.ok(action, JSON.stringify(await actions(s, owner, warning.range)));
  assert.ok(!made(s, owner, action).includes('idle'));
  JSON.parse(made(s, owner, action));
});

check('all fixes that change no decision at once', async s => {
  assert.ok(s.texts[owner].includes('idle'));
  const [action] = await actions(s, owner, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, ['source.fixAll']);
  assert.equal(action.kind, 'source.fixAll.pdp');
  assert.ok(!made(s, owner, action).includes('idle'));
});

check('all fixes are made that are in one another\'s way, as pdp lint --fix makes them', async s => {
  const idle = '"variables": { "a": "variables.b", "b": "variables.c", "c": "true", "d": "true", "e": "false" },\n  "rules": [';
  await s.edit(owner, s.read(owner).replace('"rules": [', idle));
  const start = { line: 0, character: 0 };
  // asked for by name it is of this very state, whether the linter has looked or not
  const [action] = await actions(s, owner, { start, end: start }, ['source.fixAll']);
  assert.equal(made(s, owner, action), s.read(owner));
  const file = path.join(s.root, owner);
  fs.writeFileSync(file, s.texts[owner]);
  execFileSync('dotnet', [process.argv[2], 'lint', s.root, '--fix'], { stdio: 'pipe' });
  assert.equal(fs.readFileSync(file, 'utf8'), made(s, owner, action));
}, { open: [owner] });

check('the fixes of a document alone are made, and those of what does not load not', async s => {
  await s.edit(owner, s.read(owner).replace('"rules": [', '"variables": { "idle": "true" },\n  "rules": ['));
  await s.edit(glass, s.read(glass).replace('"rules": [', '"variables": { "idle": "true" },\n  "rules": ['));
  const [action] = await actions(s, owner, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, ['source.fixAll.pdp']);
  assert.deepEqual(action.edit.documentChanges.map(one => one.textDocument.uri), [s.uri(owner)]);
  assert.equal(made(s, owner, action), s.read(owner));
  await s.replace(owner, 'resource.owner ==', 'resource.ownr ==');
  assert.deepEqual(await actions(s, owner, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, ['source.fixAll']), []);
}, { open: [owner, glass] });

check('for an editor that asks later, all fixes are made when they are chosen', async s => {
  await linted(s, owner, s.read(owner).replace('"rules": [', '"variables": { "a": "variables.b", "b": "true" },\n  "rules": ['), 'PDP0301');
  const [action] = (await actions(s, owner, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } })).filter(one => one.kind === 'source.fixAll.pdp');
  assert.equal(action.edit, undefined);
  const whole = await s.client.connection.sendRequest('codeAction/resolve', action);
  assert.equal(whole.title, action.title);
  assert.equal(made(s, owner, whole), s.read(owner));
}, { open: [owner], resolve: true });

check('a waiver, with a place for the reason', async s => {
  const text = s.read(owner).replace('"when": "resource.owner == subject.id"', '"when": "resource.owner == \'a\' && resource.owner == \'b\'"');
  const [found] = await linted(s, owner, text, 'PDP0310');
  const action = (await actions(s, owner, found.range)).find(one => one.title === 'waive PDP0310 here, with a reason');
  const waived = made(s, owner, action);
  assert.match(JSON.parse(waived).rules[0].waive.PDP0310, /why/);
  assert.deepEqual(await s.edit(owner, waived), []);
  // and the linter agrees
  await new Promise(resolve => setTimeout(resolve, 1000));
  assert.deepEqual(s.client.published.filter(one => one.uri === s.uri(owner)).pop().diagnostics, []);
});

check('formatting, as pdp fmt does it', async s => {
  const ugly = s.read(owner).replace('"resource.owner == subject.id"', '"resource.owner==subject.id"').replace('  "kind"', '        "kind"').replace('"version": 1', '"version":1');
  await s.edit(owner, ugly);
  const edits = await s.client.ask('textDocument/formatting', s.uri(owner), null, { options: { tabSize: 2, insertSpaces: true } });
  assert.equal(apply(ugly, edits), s.read(owner));
  await s.edit(owner, s.read(owner));
  assert.deepEqual(await s.client.ask('textDocument/formatting', s.uri(owner), null, { options: { tabSize: 2, insertSpaces: true } }), []);
});

check('formatting leaves what is no JSON as it is', async s => {
  await s.edit(owner, s.read(owner).slice(0, 100));
  assert.deepEqual(await s.client.ask('textDocument/formatting', s.uri(owner), null, { options: { tabSize: 2, insertSpaces: true } }), []);
});
