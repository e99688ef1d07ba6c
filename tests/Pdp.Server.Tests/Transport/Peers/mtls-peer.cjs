// Asks over mTLS with gRPC for Node: `LIBRARY ADDRESS AUTHORITY CERTIFICATE KEY`, with a request as base64 on standard input.
const fs = require("node:fs");

const [library, address, authority, certificate, key] = process.argv.slice(2);
const grpc = require(library);
const read = (path) => (path === "-" ? null : fs.readFileSync(path));
const client = new grpc.Client(address, grpc.credentials.createSsl(read(authority), read(key), read(certificate)));
const same = (bytes) => bytes;
const request = Buffer.from(fs.readFileSync(0, "utf8"), "base64");
client.makeUnaryRequest("/pdp.v1.DecisionService/Check", same, same, request, new grpc.Metadata(), { deadline: Date.now() + 20000 }, (error, answer) => {
  console.log(error ? grpc.status[error.code] : answer.toString("base64"));
  client.close();
});
