'use strict';

const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

/** @type {LanguageClient | undefined} */
let client;

function start() {
  const settings = vscode.workspace.getConfiguration('pdp');
  const args = [...settings.get('arguments', ['lsp'])];
  const log = settings.get('log', '');
  if (log) args.push('--log', log);
  client = new LanguageClient(
    'pdp',
    'PDP policies',
    { command: settings.get('command', 'pdp'), args, transport: TransportKind.stdio },
    {
      // documents that are no policies belong to no folder of them, and the server leaves them alone
      documentSelector: [{ scheme: 'file', language: 'json' }, { scheme: 'untitled', language: 'json' }],
      initializationOptions: { policies: settings.get('policies', []) },
    });
  return client.start().catch(error => {
    vscode.window.showErrorMessage(`The policy server does not start: ${error.message}. The setting pdp.command says which program it is.`);
  });
}

async function restart() {
  await client?.stop().catch(() => undefined);
  await start();
}

exports.activate = async context => {
  context.subscriptions.push(
    vscode.commands.registerCommand('pdp.restart', restart),
    vscode.commands.registerCommand('pdp.showOutput', () => client?.outputChannel.show()),
    vscode.workspace.onDidChangeConfiguration(change => {
      if (['command', 'arguments', 'policies', 'log'].some(name => change.affectsConfiguration(`pdp.${name}`))) restart();
    }));
  await start();
};

exports.deactivate = () => client?.stop();
