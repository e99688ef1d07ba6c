// What jose says of tokens: reads a JSON object on standard input, writes a list of true and false.

import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const jose = await import(pathToFileURL(process.argv[2]))
const asked = JSON.parse(readFileSync(0, 'utf8'))
const keys = jose.createLocalJWKSet({ keys: asked.keys })
const answers = []
for (const token of asked.tokens) {
  try {
    await jose.jwtVerify(token, (header, jws) => header.kid === undefined ? Promise.reject(new Error('no kid')) : keys(header, jws), {
      algorithms: ['RS256', 'PS256', 'ES256'], audience: asked.audience, issuer: asked.issuer, clockTolerance: 30,
      currentDate: new Date(asked.now * 1000), requiredClaims: ['exp', 'sub']
    })
    answers.push(true)
  } catch {
    answers.push(false)
  }
}
process.stdout.write(JSON.stringify(answers))
