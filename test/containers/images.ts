import { setTimeout as pause } from "node:timers/promises";
import { type ContainerRuntimeClient, getContainerRuntimeClient, ImageName } from "testcontainers";

/** A slow registry must not hold up the tests: who wants a container there pulls its image before. */
const PATIENCE = 60_000;

/** Why this image cannot be run here, in words; undefined when it can. Pulls it where it is not there yet. */
export async function whyNot(image: string): Promise<string | undefined> {
  let engine: ContainerRuntimeClient;
  try {
    engine = await getContainerRuntimeClient();
  } catch (error) {
    return `no container engine answers (${firstLine(error)})`;
  }
  const timer = new AbortController();
  const late = pause(PATIENCE, `it was not pulled within ${PATIENCE / 1000} s`, { signal: timer.signal });
  const pulled = engine.image.pull(ImageName.fromString(image)).then(() => undefined, firstLine);
  const fault = await Promise.race([pulled, late]);
  timer.abort();
  if (fault !== undefined) return `there is no image ${image}: ${fault}`;
  return (await engine.image.exists(ImageName.fromString(image))) ? undefined : `there is no image ${image}`;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
