export type { EmbeddedRequest, EmbeddedServer } from "./join.ts";
export { joinEmbedded } from "./join.ts";
export { parseEmbeddedUrl } from "./url.ts";
