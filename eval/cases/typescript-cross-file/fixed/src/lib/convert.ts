import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Options {
  width: number;
  format: string;
}

export async function convert(source: string, target: string, options: Options): Promise<string> {
  const flags = ["-resize", String(options.width), "-format", options.format];
  const { stdout } = await run("convert", [...flags, "--", source, target]);
  return stdout;
}
