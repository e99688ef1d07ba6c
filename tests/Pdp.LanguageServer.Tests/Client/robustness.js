'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { assert, check } = require('./harness');
const { lsp, at, textAt, uriOf } = require('./client');

const logFile = path.join(os.tmpdir(), `pdp-lsp-${process.pid}.log`);
const owner = 'access/documents/ownership.json';
const alive = async s => assert.ok(await s.client.ask('textDocument/hover', s.uri(owner), at(s.texts[owner], 'resource.owner', 10)));
const send = (s, text) => s.client.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);

check('a message that is no JSON is told of, and the next one answered', async s => {
  await s.open(owner);
  send(s, '{"jsonrpc": "2.0", "id": 1, "method"');
  send(s, '[]');
  send(s, '7');
  await alive(s);
  assert.ok(s.client.logged.some(one => /could not be read/.test(one.message)), JSON.stringify(s.client.logged));
});

check('an unknown method is an error, an unknown notification nothing', async s => {
  await assert.rejects(s.client.connection.sendRequest('textDocument/frobnicate', {}), error => error.code === lsp.ErrorCodes.MethodNotFound);
  await s.client.connection.sendNotification('pdp/frobnicate', {});
  await alive(s);
});

check('places outside the text and documents that are not open have no answer', async s => {
  assert.equal(await s.client.ask('textDocument/hover', s.uri(owner), { line: 99999, character: 7 }), null);
  assert.equal(await s.client.ask('textDocument/hover', 'file:///nowhere/policies/a.json', { line: 0, character: 0 }), null);
  assert.equal(await s.client.ask('textDocument/completion', 'nonsense', { line: 0, character: 0 }), null);
});

check('a request that is cancelled ends', async s => {
  const cancel = new lsp.CancellationTokenSource();
  const asked = s.client.connection.sendRequest('textDocument/references', { textDocument: { uri: s.uri(owner) }, position: at(s.texts[owner], 'resource.owner', 10), context: { includeDeclaration: true } }, cancel.token);
  cancel.cancel();
  // either it was done already, or it says that it was cancelled
  await asked.catch(error => assert.equal(error.code, lsp.LSPErrorCodes.RequestCancelled));
  await alive(s);
});

check('deep and broken JSON of all kinds ends no server', async s => {
  for (const text of ['', '{', '[', '"', '{"a"', '{"a":', '{"a":}', '{"kind":"Policy"', '\u0000', '{"kind": "Policy", "rules": [{"when": "', '['.repeat(100000), '{"a":'.repeat(100000), '😀'.repeat(1000), '{"kind":"Policy","rules":[' + '{"id":"a","rules":['.repeat(5000)]) {
    await s.edit(owner, text);
    await s.client.ask('textDocument/completion', s.uri(owner), { line: 0, character: text.length });
    await s.client.ask('textDocument/hover', s.uri(owner), { line: 0, character: Math.floor(text.length / 2) });
    await s.client.ask('textDocument/documentSymbol', s.uri(owner));
  }
  await s.edit(owner, s.read(owner));
  await alive(s);
});

check('every beginning of a document is looked at without a fault', async s => {
  const text = s.read('access/documents/sharing.json');
  const before = s.client.logged.length;
  for (let length = 0; length < text.length; length += 61) {
    const part = text.slice(0, length);
    const lines = part.split('\n');
    const end = { line: lines.length - 1, character: lines.pop().length };
    await s.edit(owner, part);
    await s.client.ask('textDocument/completion', s.uri(owner), end);
    await s.client.ask('textDocument/hover', s.uri(owner), end);
    await s.client.ask('textDocument/definition', s.uri(owner), end);
  }
  await s.edit(owner, s.read(owner));
  assert.deepEqual(s.client.logged.slice(before), []);
});

check('an expression too long to be one, and a document of thousands of rules', async s => {
  await s.edit(owner, s.read(owner).replace('resource.owner == subject.id"', `${'resource.owner == subject.id || '.repeat(10000)}false"`));
  await s.client.ask('textDocument/completion', s.uri(owner), { line: 13, character: 40 });
  const rule = i => `{"id": "r${i}", "effect": "permit", "when": "resource.owner == subject.id"}`;
  const large = s.read(owner).replace('"rules": [', `"rules": [${Array.from({ length: 5000 }, (_, i) => rule(i)).join(',\n')},`);
  const found = await s.edit(owner, large);
  assert.deepEqual(found.filter(one => one.severity === 1), []);
  await s.edit(owner, s.read(owner));
  await alive(s);
});

check('names of files with blanks, letters beyond ASCII and percent signs', async s => {
  const file = 'access/ähnlich 100% #1?.json';
  fs.writeFileSync(path.join(s.root, file), s.read(owner).replace('"ownership"', '"similar"'));
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: s.uri(file), type: 1 }] });
  await s.open(file);
  const found = await s.replace(file, 'resource.owner', 'resource.ownr');
  assert.equal(textAt(s.texts[file], found[0].range), 'ownr');
  // as some editors write them
  const odd = s.uri(file).replace('policies/', 'p%6Flicies/').replace('%C3%A4', '%c3%a4');
  await s.client.close(s.uri(file));
  await s.client.open(odd, s.texts[file]);
  assert.match((await s.client.ask('textDocument/hover', odd, at(s.texts[file], 'subject.type', 9))).contents.value, /subject\.type: string/);
});

check('a policy document that belongs to no folder of policies is looked at alone', async s => {
  const uri = 'untitled:Untitled-1';
  const told = s.client.next(uri);
  await s.client.open(uri, '{"apiVersion": "pdp/v1", "kind": "Policy", "id": "a", "version": 1, "rules": [{"id": "r", "effect": "permit", "when": "1 + true"}]}');
  assert.match((await told).diagnostics[0].message, /`\+` does not take int and bool/);
  await s.client.open('untitled:Untitled-2', '{"name": "some package"}');
  assert.equal(await s.client.ask('textDocument/hover', 'untitled:Untitled-2', { line: 0, character: 3 }), null);
});

check('requests before initialize are refused, notifications passed over', async s => {
  await assert.rejects(s.client.ask('textDocument/hover', s.uri(owner), { line: 0, character: 0 }), error => error.code === -32002);
  await s.client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: s.uri(owner), languageId: 'json', version: 1, text: '{' } });
  const answer = await s.client.start(path.dirname(s.root));
  assert.equal(answer.serverInfo.name, 'pdp');
  assert.equal(answer.capabilities.textDocumentSync.change, 2);
  await assert.rejects(s.client.start(null), /initialized already/);
  await s.open(owner);
  assert.equal(await s.client.stop(), 0);
}, { start: false });

check('who leaves without a word, or says exit alone, leaves a failure behind', async s => {
  await s.client.connection.sendNotification('exit');
  assert.equal(await s.client.exited, 1);
}, {});

check('the log has what was asked and how long it took, and standard error nothing', async s => {
  await s.open(owner);
  await alive(s);
  await s.client.connection.sendRequest('shutdown');
  await assert.rejects(s.client.ask('textDocument/hover', s.uri(owner), { line: 0, character: 0 }), /shut down/);
  await s.client.connection.sendNotification('exit');
  assert.equal(await s.client.exited, 0);
  const log = fs.readFileSync(logFile, 'utf8');
  fs.rmSync(logFile);
  assert.match(log, /loaded .*policies: 36 of 36 documents read/);
  assert.match(log, /textDocument\/hover: \d+\.\d ms/);
  assert.equal(s.client.stderr, '');
}, { args: ['--log', logFile] });
