export { didYouMean, nearest } from "./graph/near.ts";
