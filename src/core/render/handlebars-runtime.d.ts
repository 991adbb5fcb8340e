/** The part of Handlebars' runtime that renders precompiled templates. */
declare module "handlebars/runtime.js" {
  interface Runtime {
    create(): Runtime;
    template(specification: unknown): (view: unknown) => string;
    registerPartial(name: string, template: (view: unknown) => string): void;
  }
  const runtime: Runtime;
  export default runtime;
}
