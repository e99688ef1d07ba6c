// What the protocol says of messages that are wrong: each is answered with its code, and the server goes on.
'use strict';
const path = require('path');
const { assert, check } = require('./harness');
const { lsp, at } = require('./client');

const owner = 'access/documents/ownership.json';
const alive = async s => assert.ok(await s.client.ask('textDocument/hover', s.uri(owner), at(s.texts[owner], 'resource.owner', 10)));
const raw = (s, text) => s.client.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
const refused = (s, method, params, code, message) => assert.rejects(s.client.connection.sendRequest(method, params), error => {
  assert.equal(error.code, code, `${method} ${JSON.stringify(params)}: ${error.code} ${error.message}`);
  assert.match(error.message, message);
  assert.doesNotMatch(error.message, /Pdp\.|System\.|fault/);
  return true;
});
const noFault = s => assert.deepEqual(s.client.logged.filter(one => /fault/.test(one.message)), []);

check('parameters of a wrong form are invalid, and it is told where', async s => {
  await s.open(owner);
  const document = { uri: s.uri(owner) }, position = { line: 0, character: 0 }, invalid = lsp.ErrorCodes.InvalidParams;
  await refused(s, 'textDocument/hover', {}, invalid, /^textDocument\/hover: `textDocument` is missing$/);
  await refused(s, 'textDocument/hover', { textDocument: 7, position }, invalid, /`textDocument`: expected an object, got `7`/);
  await refused(s, 'textDocument/hover', { textDocument: null, position }, invalid, /`textDocument`: expected an object, got `null`/);
  await refused(s, 'textDocument/hover', { textDocument: {}, position }, invalid, /`textDocument.uri` is missing/);
  await refused(s, 'textDocument/hover', { textDocument: { uri: 7 }, position }, invalid, /`textDocument.uri`: expected a text, got `7`/);
  await refused(s, 'textDocument/hover', { textDocument: document }, invalid, /`position` is missing/);
  await refused(s, 'textDocument/completion', { textDocument: document, position: 'here' }, invalid, /`position`: expected an object, got a text/);
  await refused(s, 'textDocument/completion', { textDocument: document, position: { line: '1', character: 0 } }, invalid, /`position.line`: expected a number of 32 bits, got a text/);
  await refused(s, 'textDocument/definition', { textDocument: document, position: { line: 0, character: 99999999999 } }, invalid, /`position.character`: expected a number of 32 bits, got `99999999999`/);
  await refused(s, 'textDocument/references', { textDocument: document, position: { line: 1.5, character: 0 } }, invalid, /`position.line`/);
  await refused(s, 'textDocument/references', { textDocument: document, position: { line: -1, character: 0 } }, invalid, /`position.line`: expected a number from 0 on, got `-1`/);
  await refused(s, 'textDocument/rename', { textDocument: document, position }, invalid, /`newName` is missing/);
  await refused(s, 'textDocument/codeAction', { textDocument: document, context: { diagnostics: [] } }, invalid, /`range` is missing/);
  await refused(s, 'textDocument/codeAction', { textDocument: document, range: { start: position, end: position }, context: { only: [1] } }, invalid, /`context.only\[0\]`/);
  await refused(s, 'textDocument/documentSymbol', [document], invalid, /`params`: expected an object, got an array/);
  await refused(s, 'textDocument/formatting', undefined, invalid, /`params`: expected an object, got/);
  noFault(s);
  await alive(s);
});

check('wrong parameters of a notification are told as the editor\'s, and change nothing', async s => {
  const before = s.client.logged.length;
  for (const [method, params] of [
    ['textDocument/didChange', { textDocument: null }], ['textDocument/didOpen', {}], ['textDocument/didOpen', [1]],
    ['textDocument/didChange', { textDocument: { uri: s.uri(owner), version: 2 }, contentChanges: [{ range: { start: 1 }, text: '' }] }],
    ['workspace/didChangeWatchedFiles', { changes: [{ uri: 1, type: 1 }] }]])
    await s.client.connection.sendNotification(method, params);
  await alive(s);
  const told = s.client.logged.slice(before).map(one => one.message);
  assert.equal(told.length, 5, JSON.stringify(told));
  assert.ok(told.some(one => /textDocument\/didChange: `contentChanges\[0\].range.start`: expected an object, got `1`/.test(one)), JSON.stringify(told));
  noFault(s);
});

check('unknown requests have no method, unknown notifications no effect', async s => {
  await refused(s, 'textDocument/frobnicate', {}, lsp.ErrorCodes.MethodNotFound, /there is no method `textDocument\/frobnicate`/);
  await refused(s, '$/frobnicate', {}, lsp.ErrorCodes.MethodNotFound, /frobnicate/);
  for (const method of ['$/frobnicate', '$/setTrace', '$/progress', 'pdp/frobnicate']) await s.client.connection.sendNotification(method, { value: 'off' });
  await s.client.connection.sendNotification('$/cancelRequest', { id: 4711 });
  raw(s, '{"jsonrpc": "2.0", "method": "$/cancelRequest"}');
  raw(s, '{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": {}}}');
  await alive(s);
  noFault(s);
});

check('what is no JSON is a parse error, what is no message an invalid request, and the next one is answered', async s => {
  const problems = s.client.problems.length;
  for (const text of ['{"jsonrpc": "2.0", "id": 1, "method"', '', '\u0000', '[]', '7', '{}', '{"jsonrpc": "2.0", "id": 9, "method": 7}', '{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}', '['.repeat(1000)]) raw(s, text);
  await alive(s);
  const told = s.client.problems.slice(problems).join('\n');
  assert.equal(told.match(/-32700/g).length, 4, told);
  assert.equal(told.match(/-32600/g).length, 4, told);
  assert.ok(s.client.logged.some(one => /could not be read/.test(one.message)));
});

check('before initialize there is no answer, and initialize comes once', async s => {
  s.texts[owner] = s.read(owner);
  await refused(s, 'textDocument/hover', { textDocument: { uri: s.uri(owner) }, position: { line: 0, character: 0 } }, -32002, /not initialized/);
  await refused(s, 'textDocument/frobnicate', {}, -32002, /not initialized/);
  await refused(s, 'shutdown', undefined, -32002, /not initialized/);
  await refused(s, 'initialize', { capabilities: {}, workspaceFolders: 7 }, lsp.ErrorCodes.InvalidParams, /`workspaceFolders`: expected an array, got `7`/);
  await s.client.start(path.dirname(s.root));
  await refused(s, 'initialize', { capabilities: {} }, lsp.ErrorCodes.InvalidRequest, /initialized already/);
  await s.open(owner);
  await alive(s);
}, { start: false });

check('what is sent right behind initialize comes after it', async s => {
  s.texts[owner] = s.read(owner);
  const started = s.client.start(path.dirname(s.root));
  s.client.open(s.uri(owner), s.texts[owner]);
  const hover = s.client.ask('textDocument/hover', s.uri(owner), at(s.texts[owner], 'resource.owner', 10));
  await started;
  assert.ok(await hover);
}, { start: false });

check('after the shutdown all but exit is an invalid request', async s => {
  await s.open(owner);
  await s.client.connection.sendRequest('shutdown');
  for (const method of ['textDocument/hover', 'textDocument/frobnicate', 'shutdown', 'initialize']) await refused(s, method, {}, lsp.ErrorCodes.InvalidRequest, /shut down/);
  await s.client.connection.sendNotification('textDocument/didClose', {});
  await s.client.connection.sendNotification('exit');
  assert.equal(await s.client.exited, 0);
}, {});
