// Runs the checks of a script one after another, each with a copy of the sample policies and a server of its own where it wants one.
'use strict';

const assert = require('assert/strict');
const fs = require('fs');
const path = require('path');
const { Client, copy, uriOf } = require('./client');

const sample = path.resolve(__dirname, '../../../policies');
const checks = [];

// a sample with a client; documents are opened by their paths
class Scene {
  constructor(root, client) { this.root = root; this.client = client; this.texts = {}; this.versions = {}; }

  uri(file) { return uriOf(path.join(this.root, file)); }

  read(file) { return fs.readFileSync(path.join(this.root, file), 'utf8'); }

  async open(file, text = this.read(file)) {
    const told = this.client.next(this.uri(file));
    this.texts[file] = text;
    this.versions[file] = 1;
    await this.client.open(this.uri(file), text);
    return (await told).diagnostics;
  }

  // changes the whole text, and waits for what is told of that state
  async edit(file, text) {
    const version = ++this.versions[file];
    this.texts[file] = text;
    const told = this.client.next(this.uri(file), message => message.version === version);
    await this.client.change(this.uri(file), version, { text });
    return (await told).diagnostics;
  }

  replace(file, from, to) {
    assert.ok(this.texts[file].includes(from), `${from} is not in ${file}`);
    return this.edit(file, this.texts[file].replace(from, to));
  }
}

function check(name, run, options) { checks.push({ name, run, options }); }

async function scene(options = {}) {
  const client = new Client('dotnet', [process.argv[2], 'lsp', ...(options.args || [])]);
  const root = copy(sample);
  if (options.start !== false) await client.start(path.dirname(root), options);
  const made = new Scene(root, client);
  for (const file of options.open || []) await made.open(file);
  return made;
}

// a server that dies leaves nothing to wait for, and the script ends in the midst of it
process.exitCode = 1;

setImmediate(async () => {
  let failed = 0;
  const shared = await scene();
  for (const one of checks) {
    const mine = one.options ? await scene(one.options) : shared;
    try {
      await one.run(mine);
      console.log(`ok ${one.name}`);
    } catch (error) {
      console.error(`not ok ${one.name}: ${error.stack}`);
      failed++;
    }
    if (mine !== shared) { mine.client.child.kill(); fs.rmSync(path.dirname(mine.root), { recursive: true, force: true }); }
  }
  assert.equal(await shared.client.stop(), 0);
  assert.equal(shared.client.stderr, '');
  fs.rmSync(path.dirname(shared.root), { recursive: true, force: true });
  process.exit(failed > 0 ? 1 : 0);
});

module.exports = { assert, check };
