const HOSTS = new Set(["docs.example.com", "api.example.com"]);

export interface Request {
  url: string;
  headers?: Record<string, string>;
}

export class Fetcher {
  private static agent = "docs-reader/1.0";

  static async html(request: Request): Promise<string> {
    const { hostname, protocol } = new URL(request.url);
    if (protocol !== "https:" || !HOSTS.has(hostname)) throw new Error("not a page of the documentation");
    const response = await fetch(request.url, {
      headers: { "User-Agent": Fetcher.agent, ...request.headers },
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.text();
  }
}
