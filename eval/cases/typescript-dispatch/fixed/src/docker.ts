import { execFile } from "child_process";
import { promisify } from "util";

const execAsync = promisify(execFile);

export const logs = async (args: { container: string; lines?: number }) =>
  docker(["logs", "--tail", String(Number(args.lines ?? 50)), "--", args.container]);

export const list = async () => docker(["ps", "--all"]);

async function docker(what: string[]): Promise<string> {
  const { stdout, stderr } = await execAsync("docker", what);
  return stdout + stderr;
}
