// Where the header of a message is wrong nobody can tell where the next one begins: the server ends, never without a word.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { assert, check } = require('./harness');
const { at } = require('./client');

const owner = 'access/documents/ownership.json';
const logFile = path.join(os.tmpdir(), `pdp-lsp-framing-${process.pid}.log`);

for (const [name, octets, message] of [
  ['without Content-Length', 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}', /the header has no `Content-Length`/],
  ['with a negative Content-Length', 'Content-Length: -2\r\n\r\n{}', /expected a `Content-Length` from 0 to \d+, got `-2`/],
  ['with a huge Content-Length', 'Content-Length: 99999999999999\r\n\r\n{}', /expected a `Content-Length` from 0 to \d+, got `99999999999999`/],
  ['with a large Content-Length', 'Content-Length: 2000000000\r\n\r\n{}', /got `2000000000`/],
  ['with a Content-Length that is no number', 'Content-Length: two\r\n\r\n{}', /got `two`/],
  ['with two of them', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}', /`Content-Length` twice/],
  ['with garbage before it', 'hello\r\nContent-Length: 2\r\n\r\n{}', /expected a field of a header, got `hello`/],
  ['that never ends', 'x'.repeat(10000), /the header is longer than 8192 octets/],
  ['in another encoding', 'Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-16\r\n\r\n{}', /expected messages in `utf-8`, got `utf-16`/],
  ['that breaks off', 'Content-Le', /the header ends within: `Content-Le`/],
  ['of a message that breaks off', 'Content-Length: 100\r\n\r\n{"json', /a message of 100 octets ends after 6/]]) {
  check(`a header ${name} ends the server with a word and a code`, async s => {
    await s.open(owner);
    s.client.child.stdin.end(octets);
    assert.equal(await s.client.exited, 1);
    assert.match(s.client.stderr, /^error: the messages of the editor cannot be read any further: /);
    assert.match(s.client.stderr, message);
    assert.doesNotMatch(s.client.stderr, /   at /);
    const log = fs.readFileSync(logFile, 'utf8');
    fs.rmSync(logFile);
    assert.match(log, message);
  }, { args: ['--log', logFile] });
}

check('names of header fields are read in any case, and unknown ones passed over', async s => {
  await s.open(owner);
  const text = JSON.stringify({ jsonrpc: '2.0', id: 'mine', method: 'textDocument/frobnicate' });
  s.client.child.stdin.write(`X-Mine: 1\r\ncontent-length:${text.length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n${text}`);
  assert.ok(await s.client.ask('textDocument/hover', s.uri(owner), at(s.texts[owner], 'resource.owner', 10)));
});
