/** The path that a source's messages come to. */
export const INGRESS_PATH = "/in/";

/** Where a platform sends to. `publicUrl` is where this hub is reached, without a slash at its end. */
export function ingressUrl(publicUrl: string, { secrets }: { secrets: { token: string } }): string {
  return publicUrl + INGRESS_PATH + secrets.token;
}
