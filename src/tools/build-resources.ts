import { buildResources } from "./resources.ts";

buildResources();
