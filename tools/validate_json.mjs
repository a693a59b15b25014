// Checks JSON files against a JSON Schema, with the rules for formats: draft 2020-12, as ours are, or draft-07.
//
//   node tools/validate_json.mjs SCHEMA FILE...
//   node tools/validate_json.mjs --lines SCHEMA FILE...    each line of a file is a document
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const words = process.argv.slice(2);
const lines = words[0] === "--lines";
if (lines) words.shift();
const [schemaPath, ...paths] = words;
if (!schemaPath || paths.length === 0) {
  console.error("usage: node tools/validate_json.mjs [--lines] SCHEMA FILE...");
  process.exit(2);
}

const schema = JSON.parse(readFileSync(schemaPath, "utf8"));
// Somebody else's schema may use words that are none of JSON Schema's.
const ajv = schema.$schema?.includes("draft-07")
  ? new Ajv({ allErrors: true, strict: false })
  : new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(schema);

// A document that is not UTF-8 must fail here, and not be repaired by the reader.
const decode = (path) => new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));

let failed = false;
for (const path of paths) {
  const text = decode(path);
  const documents = lines ? text.split("\n").filter((line) => line !== "") : [text];
  if (documents.length === 0) {
    console.error(`${path}: no document`);
    failed = true;
  }
  documents.forEach((document, index) => {
    if (validate(JSON.parse(document))) return;
    failed = true;
    for (const error of validate.errors.slice(0, 20)) {
      const place = lines ? `${path}:${index + 1}` : path;
      console.error(`${place}: ${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
    }
  });
}
process.exit(failed ? 1 : 0);
