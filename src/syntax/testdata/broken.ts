import { exec } from "child_process";
export function before(a: string) { return exec("ls " + a); }
const x = ;
export function inside(b: string) {
  const c = b.trim(
  exec(c);
}
function between(d: string) { return exec(d, { shell: true } }
class Half { run(e: string) { exec(e); } ] }
function after(f: string) { return exec(f); }
