import { describe } from "vitest";
import { type BadInput, refuses } from "../support/bad-input.ts";

const ADDRESSES: readonly BadInput[] = [
  { name: "an unknown revision", args: ["upgrade", "aaab1"], code: "unknown_revision", names: ["aaab1", "aaaa1"] },
  { name: "an ambiguous beginning", args: ["show", "aaaa"], code: "ambiguous_prefix", names: ["aaaa1", "aaaa2"] },
  { name: "an unknown branch", args: ["upgrade", "core@head"], code: "unknown_branch", names: ["core"] },
  { name: "what is no address", args: ["show", "a!b"], code: "bad_address", names: ["a!b"] },
  { name: "a step of nothing", args: ["upgrade", "+0"], code: "out_of_range", names: ["+0"] },
  { name: "a step down in an upgrade", args: ["upgrade", "-1"], code: "out_of_range", names: ["-1"] },
  { name: "a step up in a downgrade", args: ["downgrade", "+1"], code: "out_of_range", names: ["+1"] },
  { name: "more steps than there are", args: ["upgrade", "+3"], code: "out_of_range", names: ["+3"] },
  { name: "more steps down than there are", args: ["downgrade", "-1"], code: "out_of_range", names: ["-1"] },
  { name: "a target that is not applied", args: ["downgrade", "aaaa1"], code: "not_ancestor", names: ["aaaa1"] },
  { name: "a merge of one head", args: ["merge"], code: "nothing_to_merge", names: ["aaaa2"] },
  {
    name: "a parent that has a child",
    args: ["new", "more", "--parent", "aaaa1"],
    code: "not_a_head",
    names: ["aaaa1", "aaaa2", "--splice"],
  },
  { name: "an id that is taken", args: ["new", "more", "--rev-id", "AAAA1"], code: "name_taken", names: ["AAAA1"] },
  { name: "a number of revisions that is none", args: ["redo", "two"], code: "usage", names: ["two"] },
];

const DATABASES: readonly BadInput[] = [
  {
    name: "a server that is not there",
    args: ["upgrade", "--url", "postgresql://someone:secretword@127.0.0.1:1/shop"],
    exit: 3,
    code: "unreachable",
    names: ["someone@127.0.0.1:1/shop"],
  },
  { name: "no URL at all", args: ["status", "--url="], code: "usage", names: ["--url"] },
  {
    name: "a URL of something else",
    args: ["upgrade", "--url", "mysql://root:secretword@h/d"],
    code: "bad_url",
    names: ["mysql"],
  },
  {
    name: "a URL without a scheme",
    args: ["upgrade", "--url", "root:secretword@h/d"],
    code: "bad_url",
    names: ["postgresql://"],
  },
  {
    name: "a port that is none",
    args: ["upgrade", "--url", "postgresql://u:secretword@h:99999/d"],
    code: "bad_url",
    names: ["99999"],
  },
  {
    name: "a parameter that is none",
    args: ["upgrade", "--url", "postgresql://u:secretword@h/d?sslmod=require"],
    code: "bad_url",
    names: ["sslmod", "sslmode"],
  },
];

const COMMAND_LINES: readonly BadInput[] = [
  {
    name: "an unknown command",
    args: ["upgarde"],
    code: "unknown_command",
    names: ["upgarde", "did you mean upgrade?"],
  },
  {
    name: "an unknown option",
    args: ["upgrade", "--dryrun"],
    code: "unknown_option",
    names: ["--dryrun", "did you mean --dry-run?"],
  },
  { name: "an option of another command", args: ["heads", "--purge"], code: "unknown_option", names: ["--purge"] },
  {
    name: "an option given twice",
    args: ["upgrade", "--wait", "1s", "--wait", "2s"],
    code: "usage",
    names: ["--wait", "twice"],
  },
  {
    name: "a switch given twice, before and behind",
    args: ["--yes", "upgrade", "--yes"],
    code: "usage",
    names: ["--yes", "twice"],
  },
  { name: "an option without its value", args: ["upgrade", "--wait"], code: "usage", names: ["--wait needs a value"] },
  {
    name: "a switch with a value",
    args: ["upgrade", "--dry-run=yes"],
    code: "usage",
    names: ["--dry-run takes no value"],
  },
  { name: "a duration without a unit", args: ["upgrade", "--wait", "5"], code: "usage", names: ["5", "5s"] },
  {
    name: "an argument too many",
    args: ["downgrade", "aaaa1", "aaaa2"],
    code: "usage",
    names: ["aaaa2", "migraph downgrade [target]"],
  },
  { name: "an argument too few", args: ["new"], code: "usage", names: ["<message>"] },
  { name: "an empty argument, as an unset variable gives", args: ["upgrade", ""], code: "usage", names: ["empty"] },
  { name: "options and no command", args: ["--quiet"], code: "usage", names: ["command"] },
];

describe("addresses that lead nowhere", () => refuses(ADDRESSES));
describe("databases that cannot be meant", () => refuses(DATABASES));
describe("command lines that cannot be taken", () => refuses(COMMAND_LINES));
