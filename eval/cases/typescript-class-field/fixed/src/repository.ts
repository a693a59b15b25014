import { execSync } from "child_process";

export class Repository {
  private since = "1 week ago";

  constructor(private readonly folder: string) {}

  show(revision: string): string {
    if (!/^[0-9a-f]{7,40}$/.test(revision)) throw new Error("not a hash");
    return this.git(`show --stat ${revision}`);
  }

  recent(): string {
    return this.git(`log --oneline --since="${this.since}"`);
  }

  private git(what: string): string {
    return execSync(`git -C ${this.folder} ${what}`, { encoding: "utf8" });
  }
}
