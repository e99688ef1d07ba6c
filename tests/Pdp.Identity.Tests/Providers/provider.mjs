// An OpenID provider over HTTPS. Its keys are those that the last line of standard input names, the first of which signs;
// it says `ready PORT` once, and `keys` when it has taken a line.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [library, certificate, key] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(library));
const made = new Map();

function jwk(kid) {
  if (!made.has(kid)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    made.set(kid, { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' });
  }
  return made.get(kid);
}

let answer;
const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const use = (kids) => {
    answer = new Provider(issuer, {
      clients: [{
        client_id: 'shop', client_secret: 'secret-of-the-shop', grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
      }],
      jwks: { keys: kids.map(jwk) },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        dPoP: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => 'urn:pdp',
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({ scope: 'read write', audience: 'pdp', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
        },
      },
    }).callback();
  };
  use(['a']);
  console.log(`ready ${server.address().port}`);
  createInterface({ input: process.stdin }).on('line', (line) => {
    use(line.split(','));
    console.log('keys');
  }).on('close', () => process.exit(0));
});
