import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlatform, type Platform, platformSetUp, platforms, RegistrationError } from "../../src/index.ts";
import { registerWebhook } from "../../src/registrations/registrations.ts";

test("every platform says how it is set up, and names credentials and subjects that it has", () => {
  for (const platform of platforms as readonly Platform[]) {
    const { steps, subjects } = platformSetUp(platform);
    assert.ok(steps.length > 0, platform.name);
    const known = platform.credentials.map(({ name }) => name);
    const own = platform.register?.kind === "api" ? (platform.register.credentials ?? []).map(({ name }) => name) : [];
    for (const entry of steps.flatMap(({ enter = [] }) => enter)) {
      if (entry.is === "credential") assert.ok([...known, ...own].includes(entry.credential), platform.name);
    }
    assert.deepEqual(Object.keys(subjects).sort(), [...(platform.poll?.subjects ?? [])].sort(), platform.name);
  }
});

test("where something is entered by hand, the address is among it", () => {
  for (const platform of platforms as readonly Platform[]) {
    if (platform.register?.kind !== "portal" || platform.name === "medium") continue;
    const entries = platformSetUp(platform).steps.flatMap(({ enter = [] }) => enter);
    assert.ok(
      entries.some((entry) => entry.is === "address"),
      platform.name,
    );
  }
});

test("a registration without an option that is called required says which is missing", async () => {
  const called: string[] = [];
  const fetch = async (url: string) => {
    called.push(url);
    return new Response("{}", { status: 500 });
  };
  for (const platform of platforms as readonly Platform[]) {
    if (platform.register?.kind !== "api") continue;
    for (const { name, isRequired } of platformSetUp(platform).options) {
      if (!isRequired) continue;
      const others = platformSetUp(platform).options.filter((option) => option.isRequired && option.name !== name);
      const options = Object.fromEntries(others.map((option) => [option.name, option.example]));
      const asked = registerWebhook({
        platform,
        url: "https://hub.example/in/1",
        credentials: filled(platform),
        options,
        fetch,
      });
      await assert.rejects(asked, (error) => {
        assert.ok(error instanceof RegistrationError);
        assert.equal(error.code, "registration_incomplete", platform.name);
        assert.match(error.message, new RegExp(`"${name}"`));
        return true;
      });
    }
  }
  assert.deepEqual(called, []);
});

test("an alias has the set-up of its platform", () => {
  assert.equal(platformSetUp("svix"), platformSetUp(findPlatform("standard")!));
});

/** Every credential that the platform knows, so that nothing but the option is missing. */
function filled({ credentials, register }: Platform): Record<string, string> {
  const own = register?.kind === "api" ? (register.credentials ?? []) : [];
  const all = [...credentials, ...own].map(({ name }) => [name, "a-value-of-some-length"] as const);
  return {
    ...Object.fromEntries(all),
    domain: "example.okta.com",
    shop: "a.myshopify.com",
    baseUrl: "https://a.example",
  };
}
