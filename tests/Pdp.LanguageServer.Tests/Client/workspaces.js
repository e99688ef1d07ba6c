// What belongs together: folders by whatever way they are reached, several of them, those that come and go, and files that belong to none.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { assert, check } = require('./harness');
const { Client, at, copy, uriOf } = require('./client');

const owner = 'access/documents/ownership.json', sharing = 'access/documents/sharing.json';
const logFile = path.join(os.tmpdir(), `pdp-lsp-workspaces-${process.pid}.log`);
const bad = text => text.replace('resource.owner ==', 'resource.ownr ==');
const policy = (id, when) => JSON.stringify({ apiVersion: 'pdp/v1', kind: 'Policy', id, version: 1, rules: [{ id: 'r', effect: 'deny', when }] });
const log = () => fs.readFileSync(logFile, 'utf8');
const last = (s, uri) => s.client.published.filter(one => one.uri === uri).pop() || { diagnostics: [] };
const codes = message => message.diagnostics.map(one => one.code);
const folders = (s, added, removed) => s.client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
  event: { added: added.map(one => ({ uri: uriOf(one), name: path.basename(one) })), removed: removed.map(one => ({ uri: uriOf(one), name: path.basename(one) })) } });
// all notifications before are done
const settled = s => s.client.connection.sendRequest('textDocument/frobnicate', {}).catch(() => null);
async function until(found) {
  for (let i = 0; i < 400; i++) {
    if (found()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('it did not come to that');
}

check('a bundle that is reached through a link is one bundle, told by the names that the editor has', async s => {
  const link = path.join(path.dirname(s.root), 'linked');
  fs.symlinkSync(s.root, link);
  const linked = file => uriOf(path.join(link, file));
  await s.open(owner);
  const told = s.client.next(linked(sharing));
  await s.client.open(linked(sharing), s.read(sharing));
  assert.deepEqual((await told).diagnostics, []);
  // an error that a document by one name makes in one by the other
  const broken = s.client.next(linked(sharing), message => message.diagnostics.length > 0);
  const schema = 'schemas/resources.json';
  await s.open(schema);
  await s.replace(schema, '"shares"', '"sharez"');
  assert.ok(codes(await broken).includes('CEL0102'));
  // nothing is told twice, by both names
  assert.ok(!s.client.published.some(one => one.uri === s.uri(sharing)), 'told by the name that is not open');
  assert.ok(!s.client.published.some(one => one.uri === linked(owner)));
  const healed = s.client.next(linked(sharing), message => message.diagnostics.length === 0);
  await s.edit(schema, s.read(schema));
  await healed;
  // names by the way that was asked by, but for what is open by another
  const found = await s.client.ask('textDocument/references', linked(sharing), at(s.read(sharing), 'variables.shares', 12), { context: { includeDeclaration: true } });
  assert.ok(found.length > 1 && found.every(one => one.uri === linked(sharing)), JSON.stringify(found));
  const [defined] = await s.client.ask('textDocument/definition', linked(sharing), at(s.read(sharing), '"comment"', 3));
  assert.equal(defined.uri, linked('schemas/actions.json'));
  const [mine] = await s.client.ask('textDocument/definition', s.uri(owner), at(s.read(owner), 'resource.owner', 10));
  assert.equal(mine.uri, s.uri(schema));
  await settled(s);
  assert.equal(log().match(/36 of 36 documents read/g).length, 1, 'loaded twice');
  fs.rmSync(logFile);
}, { args: ['--log', logFile] });

check('a file that is open by two names is one document, the last change of which counts', async s => {
  const link = path.join(path.dirname(s.root), 'linked');
  fs.symlinkSync(s.root, link);
  const linked = uriOf(path.join(link, owner));
  await s.open(owner);
  const told = s.client.next(linked);
  await s.client.open(linked, s.read(owner));
  await told;
  const wrong = s.client.next(linked, message => message.diagnostics.length > 0);
  await s.client.change(linked, 2, { text: bad(s.read(owner)) });
  assert.deepEqual(codes(await wrong), ['CEL0102']);
  // one of the names is closed: the text by the other counts
  const right = s.client.next(s.uri(owner), message => message.diagnostics.length === 0);
  await s.client.close(linked);
  await right;
  await until(() => last(s, linked).diagnostics.length === 0);
}, {});

check('a link to a file is the file', async s => {
  const link = path.join(path.dirname(s.root), 'mine.json');
  fs.symlinkSync(path.join(s.root, owner), link);
  const told = s.client.next(uriOf(link));
  await s.client.open(uriOf(link), bad(s.read(owner)));
  assert.deepEqual(codes(await told), ['CEL0102']);
  const [found] = await s.client.ask('textDocument/definition', uriOf(link), at(s.read(owner), '"share"', 3));
  assert.equal(found.uri, s.uri('schemas/actions.json'));
  assert.ok(!s.client.published.some(one => one.uri === s.uri(owner)));
}, {});

check('a folder that is called policies may be a link to one that is not', async s => {
  const top = fs.mkdtempSync(path.join(os.tmpdir(), 'pdp-lsp-'));
  fs.mkdirSync(path.join(top, 'rules'));
  fs.mkdirSync(path.join(top, 'work'));
  fs.writeFileSync(path.join(top, 'rules', 'a.json'), policy('a', '1 + true'));
  fs.writeFileSync(path.join(top, 'rules', 'package.json'), '{"name": "no policy"}');
  fs.symlinkSync(path.join(top, 'rules'), path.join(top, 'work', 'policies'));
  const uri = uriOf(path.join(top, 'work', 'policies', 'a.json'));
  const told = s.client.next(uri, message => message.diagnostics.length > 0);
  const other = s.client.next(uriOf(path.join(top, 'work', 'policies', 'package.json')), message => message.diagnostics.length > 0);
  await s.client.open(uri, policy('a', '1 + true'));
  await told;
  await other;
  // and it is gone when it is closed: no folder of the workspace has it
  const gone = s.client.next(uriOf(path.join(top, 'work', 'policies', 'package.json')), message => message.diagnostics.length === 0);
  await s.client.close(uri);
  await gone;
  fs.rmSync(top, { recursive: true });
}, {});

check('a bundle ends when its last document is closed and its folder as well, and begins anew', async s => {
  const file = 'access/extra.json';
  fs.writeFileSync(path.join(s.root, file), policy('extra', 'resource.ownr == subject.id'));
  const told = s.client.next(s.uri(file), message => message.diagnostics.length > 0);
  await s.open(owner);
  await told;
  await s.client.close(s.uri(owner));
  await settled(s);
  assert.doesNotMatch(log(), /ended/);
  // the folder is still open: what was told stays
  assert.equal(last(s, s.uri(file)).diagnostics.length, 1);
  const gone = s.client.next(s.uri(file), message => message.diagnostics.length === 0);
  await folders(s, [], [path.dirname(s.root)]);
  await gone;
  await until(() => /ended .*policies/.test(log()));
  // with a document open it goes on without the folder, and ends with the document
  await s.open(owner);
  await until(() => last(s, s.uri(file)).diagnostics.length === 1);
  await s.replace(owner, 'resource.owner ==', 'resource.ownr ==');
  await s.client.close(s.uri(owner));
  await until(() => last(s, s.uri(file)).diagnostics.length === 0 && last(s, s.uri(owner)).diagnostics.length === 0);
  assert.equal(log().match(/ended .*policies/g).length, 2);
  assert.equal(log().match(/37 of 37 documents read/g).length, 2);
  fs.rmSync(logFile);
}, { args: ['--log', logFile] });

check('a bundle ends when its folder is gone and its last document closed', async s => {
  fs.writeFileSync(path.join(s.root, 'access/extra.json'), policy('extra', 'resource.ownr == subject.id'));
  await s.open(owner);
  await until(() => last(s, s.uri('access/extra.json')).diagnostics.length === 1);
  assert.ok(s.client.registered.some(one => one.registerOptions.watchers.some(two => two.globPattern === '**' && two.kind === 4)));
  const kept = `${s.root}.kept`;
  fs.renameSync(s.root, kept);
  // what is open stays, alone
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(s.root), type: 3 }] });
  await until(() => last(s, s.uri('access/extra.json')).diagnostics.length === 0);
  assert.doesNotMatch(log(), /ended/);
  await s.client.close(s.uri(owner));
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(s.root), type: 3 }] });
  await until(() => /ended .*policies/.test(log()));
  fs.renameSync(kept, s.root);
  assert.deepEqual(await s.open(owner), []);
  fs.rmSync(logFile);
}, { args: ['--log', logFile] });

check('a folder that comes and goes within a bundle takes its documents along', async s => {
  await s.open(owner);
  const folder = path.join(s.root, 'more');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'extra.json'), policy('extra', 'resource.ownr == subject.id'));
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: s.uri('more/extra.json'), type: 1 }] });
  await until(() => last(s, s.uri('more/extra.json')).diagnostics.length === 1);
  fs.rmSync(folder, { recursive: true });
  await s.client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: s.uri('more'), type: 3 }] });
  await until(() => last(s, s.uri('more/extra.json')).diagnostics.length === 0);
}, {});

check('a workspace of two bundles keeps them apart', async s => {
  const second = copy(s.root);
  await folders(s, [path.dirname(second)], []);
  const uri = uriOf(path.join(second, owner));
  await s.open(owner);
  const told = s.client.next(uri);
  await s.client.open(uri, s.read(owner));
  assert.deepEqual((await told).diagnostics, []);
  const level = await s.client.ask('textDocument/references', uri, at(s.read(owner), 'resource.owner', 10), { context: { includeDeclaration: true } });
  assert.ok(level.length > 2 && level.every(one => one.uri.startsWith(uriOf(second))));
  const edit = await s.client.ask('textDocument/rename', s.uri(owner), at(s.read(owner), 'resource.owner', 10), { newName: 'proprietor' });
  assert.ok(edit.documentChanges.every(one => one.textDocument.uri.startsWith(uriOf(s.root))));
  const [wrong] = await s.replace(owner, 'resource.owner ==', 'resource.ownr ==');
  assert.equal(wrong.code, 'CEL0102');
  assert.deepEqual(last(s, uri).diagnostics, []);
  fs.rmSync(path.dirname(second), { recursive: true });
}, {});

check('an empty workspace becomes a bundle', async s => {
  const top = fs.mkdtempSync(path.join(os.tmpdir(), 'pdp-lsp-'));
  const client = new Client('dotnet', [process.argv[2], 'lsp']);
  await client.start(top);
  const file = path.join(top, 'authz', 'a.json'), uri = uriOf(file);
  // not saved yet, and nothing around it
  await client.open(uri, '');
  assert.deepEqual((await client.ask('textDocument/completion', uri, { line: 0, character: 0 }))?.items ?? [], []);
  const told = client.next(uri, message => message.version === 2);
  await client.change(uri, 2, { text: policy('a', 'definitions.open && definitions.shut') });
  assert.match((await told).diagnostics.map(one => one.message).join('\n'), /no definition `open`/);
  // the files of a bundle come
  fs.mkdirSync(path.join(top, 'authz'));
  fs.writeFileSync(file, policy('a', 'definitions.open'));
  fs.writeFileSync(path.join(top, 'authz', 'bundle.json'), JSON.stringify({ apiVersion: 'pdp/v1', kind: 'Bundle', name: 'mine' }));
  fs.writeFileSync(path.join(top, 'authz', 'definitions.json'), JSON.stringify({ apiVersion: 'pdp/v1', kind: 'Definitions', constants: { open: false } }));
  const half = client.next(uri, message => message.diagnostics.length === 1 && /shut/.test(message.diagnostics[0].message));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: ['bundle.json', 'definitions.json'].map(one => ({ uri: uriOf(path.join(top, 'authz', one)), type: 1 })) });
  await half;
  const [found] = await client.ask('textDocument/definition', uri, at(policy('a', 'definitions.open'), 'definitions.open', 13));
  assert.equal(found.uri, uriOf(path.join(top, 'authz', 'definitions.json')));
  assert.deepEqual(client.logged, []);
  assert.equal(await client.stop(), 0);
  fs.rmSync(top, { recursive: true });
}, {});

check('a file outside of any bundle is looked at alone, and is no bundle when it is closed', async s => {
  fs.writeFileSync(path.join(path.dirname(s.root), 'package.json'), '{"name": "no policy"}');
  const file = path.join(path.dirname(s.root), 'alone.json'), uri = uriOf(file);
  const told = s.client.next(uri);
  await s.client.open(uri, policy('a', '1 + true'));
  assert.match((await told).diagnostics[0].message, /`\+` does not take int and bool/);
  const gone = s.client.next(uri, message => message.diagnostics.length === 0);
  await s.client.close(uri);
  await gone;
  await until(() => /ended/.test(log()));
  fs.rmSync(logFile);
}, { args: ['--log', logFile] });
