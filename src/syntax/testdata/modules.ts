#!/usr/bin/env node
import "./side-effect.js";
import path, { join as combine, type Options, default as again } from "node:path";
import * as fs from "fs";
import type { Tool } from "./types.js";
import legacy = require("legacy");
const { exec } = require("child_process");
const lazy = await import("./lazy.js");
const chosen = await import(process.argv[2]);
const plugin = require(`./plugins/${chosen}`);

export * from "./all.js";
export * as names from "./names.js";
export { one, two as three, default as four } from "./numbers.js";
export type { Shape } from "./shape.js";
export const [left, { right }] = [1, { right: legacy.value }], third = 3;
export function tool() { return path.join(combine(fs.sep), exec, again, lazy); }
export class Server {}
export enum Level { Low, High }
const local = 1;
export { local as renamed, local as "quoted name" };
export default local;
