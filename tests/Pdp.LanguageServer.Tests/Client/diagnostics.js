'use strict';
const fs = require('fs');
const path = require('path');
const { assert, check } = require('./harness');
const { at, textAt, uriOf } = require('./client');

const owner = 'access/documents/ownership.json';
const shown = diagnostics => diagnostics.map(one => `${one.severity} ${one.code} ${one.message.split('\n')[0]}`);

check('a sound document has no diagnostics', async s => assert.deepEqual(await s.open(owner), []));

check('a wrong attribute is marked within its expression, to the letter', async s => {
  const found = await s.replace(owner, 'resource.owner == subject.id"', 'resource.ownr == subject.id"');
  assert.deepEqual(shown(found), ['1 CEL0102 unknown attribute `resource.ownr`']);
  assert.match(found[0].message, /did you mean `resource.owner`\?/);
  assert.equal(textAt(s.texts[owner], found[0].range), 'ownr');
  assert.equal(found[0].source, 'pdp');
});

check('escapes and characters of two units in front of it do not move the mark', async s => {
  const found = await s.replace(owner, '"when": "resource.ownr == subject.id"', '"when": "\'\\u0041\\"😀\' != \'😀\' && resource.ownr == subject.id"');
  assert.deepEqual(shown(found), ['1 CEL0102 unknown attribute `resource.ownr`']);
  assert.equal(textAt(s.texts[owner], found[0].range), 'ownr');
});

check('lines of an array are marked where they stand, with CRLF as well', async s => {
  const text = s.read(owner).replace('"when": "resource.owner == subject.id"', '"when": [\n        "resource.owner == subject.id",\n        "&& subject.clearence > 0"\n      ]').replaceAll('\n', '\r\n');
  const found = await s.edit(owner, text);
  assert.equal(found.length, 1);
  assert.equal(textAt(text, found[0].range), 'clearence');
});

check('a half-typed document is marked where it breaks off, and heals', async s => {
  const text = s.read(owner);
  const found = await s.edit(owner, text.slice(0, text.indexOf('"effect"') + 4));
  assert.deepEqual(shown(found), ['1 PDP0004 the string has no end']);
  assert.deepEqual(found[0].range.start, at(text, '"effect"'));
  assert.deepEqual(await s.edit(owner, text), []);
});

check('changes of stretches are put together in their order', async s => {
  const text = s.texts[owner];
  const version = ++s.versions[owner];
  const told = s.client.next(s.uri(owner), message => message.version === version);
  const start = at(text, 'owner == ');
  // types `ownex`, letter by letter, over `owner`
  await s.client.change(s.uri(owner), version,
    { range: { start, end: { ...start, character: start.character + 5 } }, text: 'o' },
    ...[...'wnex'].map((letter, i) => ({ range: { start: { ...start, character: start.character + 1 + i }, end: { ...start, character: start.character + 1 + i } }, text: letter })));
  const found = (await told).diagnostics;
  assert.match(found[0].message, /unknown attribute `resource.ownex`/);
  assert.deepEqual(await s.edit(owner, text), []);
});

check('what a structure lacks or has too much is told as it is by validate', async s => {
  const found = await s.replace(owner, '"effect": "permit",', '"efect": "permit",');
  assert.equal(found.length, 1);
  assert.match(found[0].message, /did you mean `effect`/);
  assert.deepEqual(await s.edit(owner, s.read(owner)), []);
});

check('an edit that breaks other documents is told in them, and taken back', async s => {
  const definitions = 'definitions/emergency.json', reader = 'access/documents/break-glass.json';
  await s.open(definitions);
  const broken = s.client.next(s.uri(reader), message => message.diagnostics.length > 0);
  await s.replace(definitions, '"emergency":', '"emergncy":');
  const found = (await broken).diagnostics;
  assert.ok(found.some(one => /`definitions.emergency`|`emergency`/.test(one.message)), JSON.stringify(found));
  assert.equal(textAt(s.read(reader), found[0].range).includes('emergency'), true);
  const healed = s.client.next(s.uri(reader), message => message.diagnostics.length === 0);
  await s.edit(definitions, s.read(definitions));
  await healed;
});

check('the linter warns a moment later, of this state of the text', async s => {
  const told = s.client.next(s.uri(owner), message => message.diagnostics.some(one => one.code === 'PDP0310'));
  await s.replace(owner, '"when": "resource.owner == subject.id"', '"when": "resource.owner == \'a\' && resource.owner == \'b\'"');
  const found = (await told).diagnostics.filter(one => one.code === 'PDP0310');
  assert.equal(found[0].severity, 2);
  assert.deepEqual(found[0].tags, [1]);
  const gone = s.client.next(s.uri(owner), message => message.diagnostics.length === 0);
  await s.edit(owner, s.read(owner));
  await gone;
});

check('schemas and tests are checked as they are typed', async s => {
  const schema = 'schemas/context.json', tests = 'tests/sharing.json';
  await s.open(schema);
  await s.open(tests);
  const wrong = await s.replace(schema, '"boolean"', '"bolean"');
  assert.ok(wrong.length > 0);
  assert.equal(textAt(s.texts[schema], wrong[0].range), '"bolean"');
  await s.edit(schema, s.read(schema));
  const test = await s.replace(tests, '"subject": "grace"', '"subject": "grce"');
  assert.equal(textAt(s.texts[tests], test[0].range), '"grce"');
  await s.edit(tests, s.read(tests));
});

check('a file that changes on the disk counts, unless it is open', async s => {
  const other = 'access/documents/department.json';
  const text = s.read(other);
  const wrong = s.client.next(s.uri(other), message => message.diagnostics.length > 0);
  fs.writeFileSync(path.join(s.root, other), text.replace('subject.', 'subjct.'));
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: s.uri(other), type: 2 }] });
  assert.equal((await wrong).version, undefined);
  // what stands in the editor overlays it
  assert.deepEqual(await s.open(other, text), []);
  const back = s.client.next(s.uri(other), message => message.diagnostics.length > 0);
  await s.client.close(s.uri(other));
  await back;
  const gone = s.client.next(s.uri(other), message => message.diagnostics.length === 0);
  fs.writeFileSync(path.join(s.root, other), text);
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: s.uri(other), type: 2 }] });
  await gone;
  assert.ok(s.client.registered.some(one => one.method === 'workspace/didChangeWatchedFiles'));
});
