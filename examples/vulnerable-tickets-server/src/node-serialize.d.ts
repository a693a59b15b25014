declare module "node-serialize" {
  const serialize: { serialize(value: unknown): string; unserialize(text: string): unknown };
  export default serialize;
}
