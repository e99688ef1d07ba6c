// A client of the Language Server Protocol on Visual Studio Code's own library for it, and what scripts need besides.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawn } = require('child_process');
const { pathToFileURL } = require('url');
const peers = require('module').createRequire(process.env.PDP_TEST_PEERS || path.resolve(__dirname, '../../peers/package.json'));
const lsp = peers('vscode-languageserver-protocol/node');

class Client {
  constructor(command, args) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.exited = new Promise(resolve => this.child.on('exit', code => resolve(code)));
    this.stderr = '';
    this.child.stderr.on('data', data => { this.stderr += data; });
    this.connection = lsp.createProtocolConnection(
      new lsp.StreamMessageReader(this.child.stdout), new lsp.StreamMessageWriter(this.child.stdin),
      { error: message => { this.problems.push(message); }, warn() {}, info() {}, log() {} });
    this.problems = [];
    this.published = [];
    this.logged = [];
    this.registered = [];
    this.waiting = [];
    this.connection.onNotification(lsp.PublishDiagnosticsNotification.type, message => {
      this.published.push(message);
      for (const one of [...this.waiting]) one(message);
    });
    this.connection.onNotification(lsp.LogMessageNotification.type, message => this.logged.push(message));
    this.connection.onRequest(lsp.RegistrationRequest.type, message => { this.registered.push(...message.registrations); });
    this.connection.listen();
  }

  async start(root, { snippets = true, versions = true, watch = true, resolve = false, encodings, options } = {}) {
    const answer = await this.connection.sendRequest(lsp.InitializeRequest.type, {
      processId: process.pid, rootUri: root && pathToFileURL(root).href,
      workspaceFolders: root ? [{ uri: pathToFileURL(root).href, name: path.basename(root) }] : null,
      initializationOptions: options,
      capabilities: {
        ...(encodings ? { general: { positionEncodings: encodings } } : {}),
        textDocument: { ...(resolve ? { codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } } } : {}), completion: { completionItem: { snippetSupport: snippets } }, publishDiagnostics: { versionSupport: true } },
        workspace: { workspaceEdit: { documentChanges: versions }, didChangeWatchedFiles: { dynamicRegistration: watch } },
      },
    });
    await this.connection.sendNotification(lsp.InitializedNotification.type, {});
    return answer;
  }

  // resolves with the first message about a document that fits, among those to come
  next(uri, fits = () => true, limit = 45000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter(one => one !== look);
        const last = this.published.filter(one => one.uri === uri).pop();
        reject(new Error(`nothing fitting was published of ${uri}; last: ${JSON.stringify(last)}; log: ${JSON.stringify(this.logged)}`));
      }, limit);
      const look = message => {
        if (message.uri !== uri || !fits(message)) return;
        clearTimeout(timer);
        this.waiting = this.waiting.filter(one => one !== look);
        resolve(message);
      };
      this.waiting.push(look);
    });
  }

  open(uri, text, version = 1) {
    return this.connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'json', version, text } });
  }

  change(uri, version, ...contentChanges) {
    return this.connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri, version }, contentChanges });
  }

  close(uri) { return this.connection.sendNotification(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri } }); }

  ask(method, uri, position, more = {}) { return this.connection.sendRequest(method, { textDocument: { uri }, ...(position ? { position } : {}), ...more }); }

  async stop() {
    await this.connection.sendRequest(lsp.ShutdownRequest.type);
    await this.connection.sendNotification(lsp.ExitNotification.type);
    return this.exited;
  }
}

// the place of the nth occurrence of a text, moved by some units
function at(text, part, shift = 0, nth = 1) {
  let offset = -1;
  for (let i = 0; i < nth; i++) {
    offset = text.indexOf(part, offset + 1);
    if (offset < 0) throw new Error(`${JSON.stringify(part)} does not occur ${nth} times`);
  }
  return place(text, offset + shift);
}

function place(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before[before.length - 1].length };
}

function offsetOf(text, position) {
  const lines = text.split('\n');
  return lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
}

function textAt(text, range) { return text.slice(offsetOf(text, range.start), offsetOf(text, range.end)); }

function apply(text, edits) {
  for (const edit of [...edits].sort((a, b) => offsetOf(text, b.range.start) - offsetOf(text, a.range.start))) {
    text = text.slice(0, offsetOf(text, edit.range.start)) + edit.newText + text.slice(offsetOf(text, edit.range.end));
  }
  return text;
}

function copy(folder) {
  const to = fs.mkdtempSync(path.join(os.tmpdir(), 'pdp-lsp-'));
  fs.cpSync(folder, path.join(to, path.basename(folder)), { recursive: true });
  return path.join(to, path.basename(folder));
}

module.exports = { Client, lsp, at, place, offsetOf, textAt, apply, copy, uriOf: file => pathToFileURL(file).href };
