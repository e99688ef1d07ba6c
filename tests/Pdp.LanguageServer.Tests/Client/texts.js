// Texts as people have them: with other line ends, marks, tabs, letters of two units, too large, or no JSON at all.
'use strict';
const fs = require('fs');
const path = require('path');
const { assert, check } = require('./harness');
const { at, textAt, apply } = require('./client');

const owner = 'access/documents/ownership.json';
const options = { options: { tabSize: 2, insertSpaces: true } };
const codes = found => found.map(one => one.code);
const saved = s => s.client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: s.uri(owner) } });

for (const [name, end] of [['CRLF', '\r\n'], ['carriage returns', '\r']]) {
  check(`lines that end with ${name} are counted, fixed and formatted`, async s => {
    const text = s.read(owner).replaceAll('\n', end).replace('resource.owner == subject.id', 'resource.ownr==subject.id');
    const place = (part, shift) => at(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), part, shift);
    await s.open(owner);
    const [found] = await s.edit(owner, text);
    assert.equal(found.code, 'CEL0102');
    assert.deepEqual(found.range, { start: place('ownr', 0), end: place('ownr', 4) });
    assert.match((await s.client.ask('textDocument/hover', s.uri(owner), place('subject.id', 9))).contents.value, /subject.id/);
    const actions = await s.client.connection.sendRequest('textDocument/codeAction', { textDocument: { uri: s.uri(owner) }, range: found.range, context: { diagnostics: [] } });
    assert.equal(actions[0].title, 'write `owner`');
    // a change of a stretch goes where the client means it
    const told = s.client.next(s.uri(owner), message => message.version === 10);
    await s.client.change(s.uri(owner), 10, { range: found.range, text: 'owner' });
    assert.deepEqual((await told).diagnostics, []);
    const [edit] = await s.client.ask('textDocument/formatting', s.uri(owner), null, options);
    assert.ok(edit && edit.newText.length > 0);
  }, {});
}

check('tabs are one unit each', async s => {
  const text = s.read(owner).replaceAll('  ', '\t').replace('resource.owner', 'resource.ownr');
  await s.open(owner);
  const [found] = await s.edit(owner, text);
  assert.equal(textAt(text, found.range), 'ownr');
  const edits = await s.client.ask('textDocument/formatting', s.uri(owner), null, options);
  assert.equal(apply(text, edits), s.read(owner).replace('resource.owner', 'resource.ownr'));
});

check('places are UTF-16 units, whatever the client would take besides', async s => {
  const answer = await s.client.start(path.dirname(s.root), { encodings: ['utf-8', 'utf-32', 'utf-16'] });
  assert.equal(answer.capabilities.positionEncoding, 'utf-16');
  await s.open(owner);
  const text = s.read(owner).replace('"when": "resource.owner == subject.id"', '"when": "\'ä😀𝒳\' != \'😀\' && resource.owner == subject.id && \'😀\' != resource.ownr"');
  const [found] = await s.edit(owner, text);
  assert.equal(textAt(text, found.range), 'ownr');
  // between the two units of a letter, and behind it
  for (const shift of [0, 1, 2]) await s.client.ask('textDocument/hover', s.uri(owner), at(text, '😀', shift));
  assert.match((await s.client.ask('textDocument/hover', s.uri(owner), at(text, 'subject.id', 9))).contents.value, /subject.id/);
  const [defined] = await s.client.ask('textDocument/definition', s.uri(owner), at(text, 'resource.owner', 10));
  assert.ok(defined);
  const rename = await s.client.ask('textDocument/prepareRename', s.uri(owner), at(text, 'resource.owner', 10));
  assert.equal(textAt(text, rename.range), 'owner');
  // letters typed in front of and into pairs
  const place = at(text, '𝒳');
  const told = s.client.next(s.uri(owner), message => message.version === 10);
  await s.client.change(s.uri(owner), 10, { range: { start: place, end: place }, text: '🦉' }, { range: { start: place, end: { ...place, character: place.character + 2 } }, text: '' });
  assert.equal((await told).diagnostics[0].range.start.character, found.range.start.character);
}, { start: false });

check('a client that offers none, or none that there is, has UTF-16 as well', async s => {
  assert.equal((await s.client.start(path.dirname(s.root), { encodings: ['utf-8'] })).capabilities.positionEncoding, 'utf-16');
}, { start: false });

check('a byte order mark on the disk is told of, though the editor hides it, until it is gone', async s => {
  const file = path.join(s.root, owner), text = s.read(owner);
  fs.writeFileSync(file, `\ufeff${text}`);
  const found = await s.open(owner, text);
  assert.deepEqual(codes(found), ['PDP0003']);
  assert.match(found[0].message, /the file begins with a byte order mark\nsave it as UTF-8 without one/);
  // the rest of it is looked at all the same
  assert.deepEqual(codes(await s.replace(owner, 'resource.owner ==', 'resource.ownr ==')).sort(), ['CEL0102', 'PDP0003']);
  assert.ok(await s.client.ask('textDocument/hover', s.uri(owner), at(text, 'subject.id', 9)));
  fs.writeFileSync(file, s.texts[owner]);
  const told = s.client.next(s.uri(owner), message => message.diagnostics.every(one => one.code !== 'PDP0003'));
  await saved(s);
  assert.deepEqual(codes((await told).diagnostics), ['CEL0102']);
}, {});

check('a text that begins with a mark itself is told of', async s => {
  await s.open(owner);
  assert.deepEqual(codes(await s.edit(owner, `\ufeff${s.read(owner)}`)), ['PDP0003']);
  assert.deepEqual(await s.edit(owner, s.read(owner)), []);
});

check('a file that is not UTF-8 is told of', async s => {
  fs.writeFileSync(path.join(s.root, owner), Buffer.concat([Buffer.from(s.read(owner).replace('"description": "', '"description": "\xe4'), 'latin1')]));
  assert.deepEqual(codes(await s.open(owner, s.read(owner))), ['PDP0003']);
}, {});

check('a policy file that is no JSON is told of, and so is one that is closed', async s => {
  fs.writeFileSync(path.join(s.root, 'access/notes.json'), 'this is no policy\n');
  fs.writeFileSync(path.join(s.root, 'access/list.json'), '[1, 2, 3]\n');
  const other = s.client.next(s.uri('access/list.json'), message => message.diagnostics.length > 0);
  const found = await s.open('access/notes.json');
  assert.deepEqual(codes(found), ['PDP0004']);
  await other;
  for (const method of ['hover', 'completion', 'definition', 'references', 'documentSymbol'])
    await s.client.ask(`textDocument/${method}`, s.uri('access/notes.json'), { line: 0, character: 4 }, { context: { includeDeclaration: true } });
  assert.deepEqual(s.client.logged, []);
}, {});

check('a file beyond the limits is told of, and the server goes on', async s => {
  const large = 'access/large.json', text = `{"apiVersion": "pdp/v1", "kind": "Policy", "id": "large", "version": 1, "description": "${'x'.repeat(33 * 1024 * 1024)}", "rules": []}`;
  fs.writeFileSync(path.join(s.root, large), text);
  await s.open(owner);
  const found = await s.open(large, text);
  assert.ok(codes(found).includes('PDP0002'), JSON.stringify(codes(found)));
  assert.match(found.find(one => one.code === 'PDP0002').message, /larger than 33554432 bytes/);
  await s.client.close(s.uri(large));
  fs.rmSync(path.join(s.root, large));
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: s.uri(large), type: 3 }] });
  const [wrong] = await s.replace(owner, 'resource.owner ==', 'resource.ownr ==');
  assert.equal(wrong.code, 'CEL0102');
  assert.deepEqual(s.client.logged, []);
}, {});

check('a large file that is closed is told of as well', async s => {
  const large = 'access/large.json';
  fs.writeFileSync(path.join(s.root, large), ' '.repeat(33 * 1024 * 1024));
  const told = s.client.next(s.uri(large), message => message.diagnostics.length > 0);
  await s.open(owner);
  const [found] = (await told).diagnostics;
  assert.equal(found.code, 'PDP0002');
  assert.match(found.message, /the file is larger than 33554432 bytes/);
  // until it is gone
  const gone = s.client.next(s.uri(large), message => message.diagnostics.length === 0);
  fs.rmSync(path.join(s.root, large));
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: s.uri(large), type: 3 }] });
  await gone;
}, {});
