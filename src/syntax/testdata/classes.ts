interface Named extends Base<string>, other.Thing { readonly name: string; tags?: string[]; call(x: number): void; [key: string]: unknown }
type Options = { mode: "a" | "b"; limit: number | undefined; run: () => void; pair: [string, number] };
type Both = Named & { extra: Map<string, Options[]> };
type Input = z.infer<typeof schema>;
type Plain = string | number;

/** Keeps things. */
@register
export abstract class Store<T> extends Base<T> implements Named, Other {
  static instances: number = 0;
  static { Store.instances = this.start(); }
  private items: T[] = [];
  #hidden = new Map<string, T>();
  "quoted-name"?: string;
  [Symbol.iterator] = () => this.items;
  declare later: Date;

  constructor(private readonly db: Database, public name: string = "x", plain: number) {
    super(db);
    this.#hidden.set(name, plain as unknown as T);
  }

  /** Finds one. */
  @Get("/:id", { cache: true })
  @log
  async find(@Param("id") id: string, @Body() { text }: Input): Promise<T | undefined> {
    return super.find(id) ?? this.items.find((item) => item.id === id && text!);
  }

  get size(): number { return this.items.length; }
  set size(value) { this.items.length = value; }
  static create(this: Function, ...args: any[]) { return new this(...args); }
  abstract missing(): void;
  overload(a: string): void;
  overload(a: any) { return <string>a || this["quoted-name"]; }
}

const Anonymous = class extends Store<string> {};
const Inner = class Own { again() { return new Own(); } };

enum Color { Red, Green = 5, Blue, Name = "n" + Color.Red }
declare const outside: string;
declare module "other" { interface FromOther { x: Color } }

namespace Tools.Text {
  export const empty = "";
  export function trim(text: string): text is "a" { return text.trim() as any; }
  const hidden = trim(empty);
}
namespace Tools { export class Pen {} }
import Short = Tools.Text;
function check(value: unknown): asserts value is string {}
let config: Options;
let handler = (async (input: Input) => input.x) satisfies Handler;
export { Color as Paint, config };
