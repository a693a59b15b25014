import { exec } from "node:child_process";
import fs from "node:fs";

// form: response, fetch
const answer = await fetch("https://a");
exec((await answer.json()).c);  // from: response fetch()

// form: response, then
fetch("https://a").then((r) => r.text()).then((text) => { exec(text); });  // from: response fetch()

// form: response, axios
import axios from "axios";
const { data } = await axios.get("https://a");
exec(data.c);  // from: response axios.get()

// form: response, an instance of axios
import axios from "axios";
const api = axios.create({});
exec((await api.post("/a", {})).data);  // from: response axios.post()

// form: response, got
import got from "got";
exec((await got("https://a").json()).c);  // from: response got()

// form: response, undici
import { request } from "undici";
const { body } = await request("https://a");
exec(await body.text());  // from: response undici.request()

// form: response, node:https
import https from "node:https";
https.get("https://a", (answer) => {
  answer.on("data", (chunk) => { exec(chunk.toString()); });  // from: response answer
});

// form: file
exec(fs.readFileSync("a", "utf8"));  // from: file fs.readFileSync()

// form: file, promises
import { readFile } from "node:fs/promises";
exec(JSON.parse(await readFile("a", "utf8")).c);  // from: file fs.promises.readFile()

// form: file, callback
fs.readFile("a", "utf8", (error, text) => { exec(text); });  // from: file text

// form: environment
exec(process.env.C);  // from: environment process.env

// form: argv
exec(process.argv[2]);  // from: argv process.argv

// form: parseArgs
import { parseArgs } from "node:util";
const { values } = parseArgs({ options: { c: { type: "string" } } });
exec(values.c);  // from: argv util.parseArgs()

// form: commander
import { Command } from "commander";
const program = new Command();
program.argument("<c>").action((c) => { exec(c); });  // from: argv c

// form: yargs
import yargs from "yargs";
const argv = yargs(process.argv.slice(2)).parseSync();
exec(argv.c);  // from: argv process.argv
