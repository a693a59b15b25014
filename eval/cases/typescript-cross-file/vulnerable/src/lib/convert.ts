import { exec } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(exec);

export interface Options {
  width: number;
  format: string;
}

export async function convert(source: string, target: string, options: Options): Promise<string> {
  const flags = `-resize ${options.width} -format ${options.format}`;
  const { stdout } = await run(`convert ${flags} ${source} ${target}`);
  return stdout;
}
