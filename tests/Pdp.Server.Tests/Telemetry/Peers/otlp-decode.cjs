// Decodes what a collector gets with OpenTelemetry's own messages for JavaScript. Each line of standard input is a path and a body in
// base64; each line of standard output what the body says, as JSON.
"use strict";
const [library] = process.argv.slice(2);
const { collector } = require(library).opentelemetry.proto;
const messages = {
  "/v1/metrics": collector.metrics.v1.ExportMetricsServiceRequest,
  "/v1/traces": collector.trace.v1.ExportTraceServiceRequest,
  "/v1/logs": collector.logs.v1.ExportLogsServiceRequest,
};
const form = { longs: String, enums: Number, bytes: String };

// in the JSON of OTLP ids are hexadecimal, in that of protocol buffers base64
const ids = (value, from, to) => {
  if (Array.isArray(value)) return value.map((one) => ids(one, from, to));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [
    name, (name === "traceId" || name === "spanId") && typeof one === "string" ? Buffer.from(one, from).toString(to) : ids(one, from, to),
  ]));
};

require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [path, body] = line.split(" ");
  const message = messages[path];
  const octets = Buffer.from(body, "base64");
  const read = octets[0] === 0x7b
    ? message.decode(message.encode(message.fromObject(ids(JSON.parse(octets.toString("utf8")), "hex", "base64"))).finish())
    : message.decode(octets);
  console.log(JSON.stringify(ids(message.toObject(read, form), "base64", "hex")));
});
